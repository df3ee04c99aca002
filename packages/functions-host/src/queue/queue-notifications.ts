/**
 * Lets a queue's listener know at once when this host itself put a message into the queue, as the real host does.
 * Queues are named by their URL, which tells accounts apart.
 */
export interface WakeUps {
  notify(queueUrl: string): void;
  /** Returns a function that ends the subscription. */
  listen(queueUrl: string, wake: () => void): () => void;
}

export function wakeUps(): WakeUps {
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
