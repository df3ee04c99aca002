import type { Storage } from '../../../../../shared/azure/storage/storage.ts';
import { messageOf } from '../../../../../shared/core/errors.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { azureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import { responseService } from './response-service.ts';

/**
 * Tells of every completed response of an agent on the queue that FOUNDRY_RESPONSES_QUEUE names, when it does: what an application around a
 * real project has to do itself. The message has the response's id and the agent's name.
 */
export function tellQueue(project: ProjectContext): void {
  const { settings, log, onClose } = project;
  const name = settings.FOUNDRY_RESPONSES_QUEUE;
  if (!name) return;
  let storage: Storage | undefined;
  const sending = new Set<Promise<void>>();
  const send = async (message: object) => {
    // The SDK of the storage account is large, and few emulators are to tell.
    const [{ openStorage }, { sendMessage }] = await Promise.all([
      import('../../../../../shared/azure/storage/storage.ts'),
      import('../../../../../shared/azure/storage/send-message.ts'),
    ]);
    storage ??= openStorage({ connectionString: azureFunctionSettings(settings).storage });
    await sendMessage(storage.queue(name), JSON.stringify(message));
  };
  responseService(project).whenCompleted(({ id, agent }) => () => {
    if (!agent) return;
    const sent = send({ responseId: id, agent: agent.name })
      .catch((error: unknown) =>
        log.warn('a response could not be told of', { queue: name, response: id, reason: messageOf(error) }),
      )
      .finally(() => sending.delete(sent));
    sending.add(sent);
  });
  onClose(async () => void (await Promise.all(sending)));
}
