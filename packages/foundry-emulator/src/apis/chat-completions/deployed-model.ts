import { badRequest } from '../../core/http/api-error.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { projectModel } from '../fine-tuning/tuned/project-model.ts';

/** Who answers chats and completions in a project. */
export function speaker(project: ProjectContext) {
  const model = projectModel(project);
  const deployments = deploymentsOf(project.store);
  return {
    model,
    /** Sent where the upstream names no configuration of its own. */
    fingerprint: () => `fp_emulator_${model.label.replace('-', '_')}`,
    /** The model's name behind a deployment; any name is one. @throws ApiError 400 when it is there for something else */
    modelOf: (deployment: string): string => {
      const known = deployments.get(deployment);
      if (known && 'embeddings' in known.capabilities && !('chat_completion' in known.capabilities))
        throw badRequest(`The deployment ${deployment} makes embeddings; it does not chat.`, 'model');
      return known?.modelName ?? deployment;
    },
  };
}
