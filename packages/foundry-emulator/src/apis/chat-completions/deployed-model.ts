import { badRequest } from '../../core/http/api-error.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';

/** Returns the model of a project and its deployments. */
export function deployedModel(project: ProjectContext) {
  const model = projectModel(project);
  const deployments = deploymentsOf(project.store);
  return {
    model,
    /** `system_fingerprint` where the upstream sends none. */
    fingerprint: () => `fp_emulator_${model.label.replace('-', '_')}`,
    /**
     * Returns the name of the model behind a deployment; unknown names are accepted.
     * @throws ApiError 400 for a deployment of an embedding model
     */
    modelOf: (deployment: string): string => {
      const known = deployments.get(deployment);
      if (known && 'embeddings' in known.capabilities && !('chat_completion' in known.capabilities))
        throw badRequest(`The deployment ${deployment} makes embeddings; it does not chat.`, 'model');
      return known?.modelName ?? deployment;
    },
  };
}
