import { notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import type { ModelDeployment } from '../deployments/model-catalogue.ts';
import { methodsFor } from '../fine-tuning/models.ts';

/** The reference gives no creation time for a deployment; clients require one (1 January 2025). */
const CREATED = 1_735_689_600;

/** The deployments of a project in the form in which OpenAI's clients list models. */
export const models = group('Models', ({ store }) => {
  const deployments = deploymentsOf(store);
  return {
    Models_List: () => ({ object: 'list', data: [...deployments.all()].map(show) }),
    Models_Get: ({ params: { model } }) => {
      const found = deployments.get(model);
      if (!found)
        throw notFound(`The model '${model}' does not exist. GET /openai/v1/models lists the models.`, 'model');
      return show(found);
    },
  };
});

const show = ({ name, modelName, modelPublisher, capabilities }: ModelDeployment) => ({
  id: name,
  object: 'model',
  created: CREATED,
  created_at: CREATED,
  owned_by: modelPublisher.toLowerCase(),
  status: 'succeeded',
  lifecycle_status: 'generally-available',
  capabilities: {
    chat_completion: 'chat_completion' in capabilities,
    completion: 'chat_completion' in capabilities,
    embeddings: 'embeddings' in capabilities,
    fine_tune: methodsFor(modelName).length > 0,
    inference: true,
  },
});
