import type { ProjectContext } from '../../core/project/project-context.ts';
import type { AzureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import type { QueueBinding } from './definition.ts';
import { addressOf, type QueueAccounts } from './queue-accounts.ts';
import { ReplyListener } from './reply-listener.ts';

/** The projects of an emulator share their readers: two readers of one queue would discard each other's replies. */
const perEmulator = new WeakMap<ProjectContext['settings'], Map<string, Promise<ReplyListener>>>();

/** Returns the reader of an output queue, created on first use. */
export function replyListeners(
  { settings, log, queueJournal, onClose }: Pick<ProjectContext, 'settings' | 'log' | 'queueJournal' | 'onClose'>,
  accounts: QueueAccounts,
  replies: AzureFunctionSettings['replies'],
): (binding: QueueBinding) => Promise<ReplyListener> {
  const listeners = perEmulator.get(settings) ?? new Map<string, Promise<ReplyListener>>();
  perEmulator.set(settings, listeners);
  onClose(async () => {
    const made = await Promise.allSettled(listeners.values());
    await Promise.all(made.map((listener) => (listener.status === 'fulfilled' ? listener.value.rest() : undefined)));
  });
  return ({ queue_service_endpoint: endpoint, queue_name: name }) => {
    const key = `${addressOf(endpoint)}/${name}`;
    const known = listeners.get(key);
    if (known) return known;
    const made = accounts(endpoint).then(
      (account) => new ReplyListener({ queue: account.getQueueClient(name), replies, log, journal: queueJournal }),
    );
    listeners.set(key, made);
    return made;
  };
}
