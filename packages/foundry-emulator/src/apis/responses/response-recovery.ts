import type { ResponseStore } from '../conversations/response-store.ts';

/**
 * Ends the responses that were under way when the emulator last stopped without notice: what they waited for will not come to
 * them any more. A late reply of a function is removed from its queue as one for nobody.
 * @returns how many there were
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
