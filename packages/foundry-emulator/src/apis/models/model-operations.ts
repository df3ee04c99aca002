import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import type { ModelDeployment } from '../deployments/model-catalogue.ts';
import { baseOf, methodsFor } from '../fine-tuning/models.ts';

/** The reference gives no creation time for a deployment; clients require one (1 January 2025). */
const CREATED = 1_735_689_600;

/** The deployments of a project in the form in which OpenAI's clients list models. */
export const models = group('Models', ({ store }) => {
  const deployments = deploymentsOf(store);
  const existing = (model: string): ModelDeployment => {
    const found = deployments.get(model);
    if (found) return found;
    throw notFound(`The model '${model}' does not exist. GET /openai/v1/models lists the models.`, 'model');
  };
  return {
    Models_List: () => ({ object: 'list', data: [...deployments.all()].map(show) }),
    Models_Get: ({ params }) => show(existing(params.model)),
    Models_Delete: ({ params }) => {
      const { name, modelName } = existing(params.model);
      if (baseOf(modelName) === modelName)
        throw badRequest(`The model '${name}' cannot be deleted: only fine-tuned models can be.`, 'model');
      deployments.delete(name);
      return { id: name, object: 'model', deleted: true };
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
