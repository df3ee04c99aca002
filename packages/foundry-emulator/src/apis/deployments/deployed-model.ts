import { badRequest } from '../../core/http/api-error.ts';
import type { World } from '../../core/project/project-context.ts';
import { worldModel } from '../../model/choose-model.ts';
import { deploymentsOf } from './deployment-operations.ts';

/** Who answers chats and completions in a project. */
export function speaker(world: World) {
  const model = worldModel(world);
  const deployments = deploymentsOf(world.store);
  return {
    model,
    /** Sent where the upstream names no configuration of its own. */
    fingerprint: () => `fp_emulator_${(model.label ?? 'upstream').replace('-', '_')}`,
    /** The model's name behind a deployment; any name is one. @throws ApiError 400 when it is there for something else */
    modelOf: (deployment: string): string => {
      const known = deployments.get(deployment);
      if (known && 'embeddings' in known.capabilities && !('chat_completion' in known.capabilities))
        throw badRequest(`The deployment ${deployment} makes embeddings; it does not chat.`, 'model');
      return known?.modelName ?? deployment;
    },
  };
}
