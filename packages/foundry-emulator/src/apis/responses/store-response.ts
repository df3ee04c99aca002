import type { Item } from '../conversations/item.ts';
import type { ResponseStore } from '../conversations/response-store.ts';
import type { ResponseRun } from './response-run.ts';

/** Stores the input of a request when its response starts. */
export function storeInput(store: ResponseStore, responseId: string, input: readonly Item[]): void {
  store.transaction(() => {
    for (const item of input) store.items.put({ item, inputOf: responseId });
  });
}

/**
 * Stores the end of a response in one transaction: the response, its output and, for background responses, its events. Input and output
 * are added to the conversation unless the response failed or was cancelled, so that it can be retried.
 */
export function storeEnd(store: ResponseStore, run: ResponseRun, input: readonly Item[], stored: boolean): void {
  const { response } = run;
  const succeeded = response.status === 'completed' || response.status === 'incomplete';
  store.transaction(() => {
    const conversation =
      succeeded && response.conversation ? store.conversations.get(response.conversation.id) : undefined;
    const place = conversation ? { conversation: conversation.id } : {};
    // A response that was deleted while it ran stays deleted.
    const keeps = stored && store.responses.get(response.id) !== undefined;
    if (keeps) store.responses.put(response);
    if (keeps || conversation) {
      for (const item of input) store.items.put({ item, ...(keeps ? { inputOf: response.id } : {}), ...place });
      for (const item of response.output)
        store.items.put({ item, ...(keeps ? { outputOf: response.id } : {}), ...place });
    }
    if (conversation && response.agent) {
      const { name, version } = response.agent;
      store.conversations.put({ ...conversation, agent: { name, version } });
    }
    if (keeps && response.background) store.streams.put({ id: response.id, events: [...run.writer.log.events] });
  });
}
