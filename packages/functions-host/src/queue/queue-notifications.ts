/**
 * Notifies the listener of a queue when this host has sent it a message, as the real host does. Queues are identified
 * by URL, which includes the account.
 */
export interface QueueNotifications {
  notify(queueUrl: string): void;
  /** Returns a function that ends the subscription. */
  listen(queueUrl: string, wake: () => void): () => void;
}

export function queueNotifications(): QueueNotifications {
  const listeners = new Map<string, Set<() => void>>();
  return {
    notify: (url) => {
      for (const wake of listeners.get(url) ?? []) wake();
    },
    listen: (url, wake) => {
      const all = listeners.get(url) ?? new Set();
      listeners.set(url, all.add(wake));
      return () => all.delete(wake);
    },
  };
}
