import { messageOf } from '../../../../../shared/core/errors.ts';
import { MAX_QUEUE_MESSAGE_BYTES } from '../../../../../shared/core/limits.ts';
import type { QueueBinding } from './definition.ts';
import { addressOf, type QueueAccounts } from './queue-accounts.ts';

/** Sends a call to its input queue. @throws Error that names the queue and the remedy */
export async function sendCall(binding: QueueBinding, message: string, accounts: QueueAccounts): Promise<void> {
  const { queue_name: name, queue_service_endpoint: endpoint } = binding;
  if (message.length > MAX_QUEUE_MESSAGE_BYTES) {
    throw new Error(
      `The arguments are too long for a message on input queue "${name}": ${message.length} bytes as base64, where a queue takes ${MAX_QUEUE_MESSAGE_BYTES}.`,
    );
  }
  try {
    await (await accounts(endpoint)).getQueueClient(name).sendMessage(message);
  } catch (cause) {
    const where = `input queue "${name}" at ${addressOf(endpoint)}`;
    if (statusOf(cause) === 404) {
      throw new Error(
        `The ${where} does not exist. Create it, or start the function app whose queue trigger listens there.`,
        { cause },
      );
    }
    throw new Error(`The call could not be put on ${where}: ${messageOf(cause)}`, { cause });
  }
}

/** Returns the HTTP status of a storage SDK error; undefined if the server did not respond. */
export function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' ? status : undefined;
}
