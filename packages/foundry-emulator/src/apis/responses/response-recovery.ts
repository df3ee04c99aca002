import type { ResponseStore } from '../conversations/response-store.ts';

/**
 * Fails the responses that an unexpected stop interrupted: their results cannot arrive any more. Late replies of functions are removed
 * from their queues.
 * @returns the number of failed responses
 */
export function failInterrupted(store: ResponseStore): number {
  return store.transaction(() => {
    const interrupted = ['queued', 'in_progress'].flatMap((status) => [...store.responses.all({ where: { status } })]);
    for (const response of interrupted) {
      store.responses.put({
        ...response,
        status: 'failed',
        error: {
          code: 'server_error',
          message: 'The emulator stopped while this response was in progress. Send the request again.',
        },
        output: response.output.map((item) =>
          item.status === 'in_progress' ? { ...item, status: 'incomplete' } : item,
        ),
      });
    }
    return interrupted.length;
  });
}
