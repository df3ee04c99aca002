import { statusOf } from '../../shared/azure/storage/storage-errors.ts';
import { messageOf, TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';

/**
 * Runs a request to storage.
 * @throws SetupError with the role that is missing, or with the message of the service
 */
export async function explainStorage<T>(service: 'Blob' | 'Queue' | 'Table', request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (cause) {
    if (cause instanceof SetupError || cause instanceof TerminalError) throw cause;
    const [message] = messageOf(cause).split('\n');
    const remedy =
      statusOf(cause) === 403
        ? ` You need the role "Storage ${service} Data Contributor" on the account, and a network that it admits. A new role takes a few minutes to work.`
        : '';
    throw new SetupError(`Storage: ${message}${remedy}`, { cause });
  }
}
