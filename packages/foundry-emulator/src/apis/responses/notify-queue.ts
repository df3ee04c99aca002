import type { QueueClient } from '@azure/storage-queue';
import { messageOf } from '../../../../../shared/core/errors.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { azureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import { responseService } from './response-service.ts';

/**
 * Sends a message for each completed response of an agent to the queue named by FOUNDRY_RESPONSES_QUEUE, with the response's id and the
 * agent's name. With the service, the application has to do this itself.
 */
export function notifyQueue(project: ProjectContext): void {
  const { settings, log, onClose } = project;
  const name = settings.FOUNDRY_RESPONSES_QUEUE;
  if (!name) return;
  let queue: Promise<QueueClient> | undefined;
  const sending = new Set<Promise<void>>();
  const send = async (message: object) => {
    queue ??= openQueue(azureFunctionSettings(settings).storage, name);
    const text = Buffer.from(JSON.stringify(message)).toString('base64');
    const client = await queue;
    await client.sendMessage(text).catch(async (error: unknown) => {
      if ((error as { statusCode?: number }).statusCode !== 404) throw error;
      await client.createIfNotExists();
      await client.sendMessage(text);
    });
  };
  responseService(project).whenCompleted(({ id, agent }) => () => {
    if (!agent) return;
    const sent = send({ responseId: id, agent: agent.name })
      .catch((error: unknown) =>
        log.warn('could not send the notification of a completed response', {
          queue: name,
          response: id,
          reason: messageOf(error),
        }),
      )
      .finally(() => sending.delete(sent));
    sending.add(sent);
  });
  onClose(async () => void (await Promise.all(sending)));
}

/** The SDK is large and most emulators send no notifications, so it loads on first use. */
async function openQueue(connection: string, name: string): Promise<QueueClient> {
  const { QueueServiceClient } = await import('@azure/storage-queue');
  return QueueServiceClient.fromConnectionString(connection).getQueueClient(name);
}
