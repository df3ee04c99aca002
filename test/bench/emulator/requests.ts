import type { Send } from './client.ts';

const AZURE = '?api-version=2024-10-01-preview';
const PROJECT = '/api/projects/local/openai';
const VERSION = '?api-version=2025-11-15-preview';

const messages = [{ role: 'user', content: 'Say hello in a few words.' }];

const tool = {
  type: 'function',
  name: 'get_order_status',
  description: 'Look up where an order is, by its number.',
  parameters: {
    type: 'object',
    properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
    required: ['orderNumber'],
  },
};

/** Requests to the emulator, and to the bare server in its place. */
export const requestsOf = (send: Send) => ({
  chat: async () => void (await send('POST', `/openai/deployments/gpt-4o/chat/completions${AZURE}`, { messages })),
  embeddings: async () =>
    void (await send('POST', `/openai/deployments/text-embedding-3-small/embeddings${AZURE}`, {
      input: 'Say hello in a few words.',
    })),
  response: async () =>
    void (await send('POST', `${PROJECT}/responses${VERSION}`, {
      model: 'gpt-4o',
      input: 'Where is order 1042?',
      tools: [tool],
    })),
});

export const EACH = 20;

/** Makes a conversation with so many items; 20 go into it at a time. Returns its address. */
export async function conversationWith(send: Send, count: number): Promise<string> {
  const { id } = await send<{ id: string }>('POST', `${PROJECT}/conversations${VERSION}`, {});
  const at = `${PROJECT}/conversations/${id}/items`;
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Where is order 1042?' }] };
  const items = Array.from({ length: EACH }, () => item);
  for (let made = 0; made < count; made += EACH) await send('POST', `${at}${VERSION}`, { items });
  return at;
}

interface Page {
  readonly data: readonly unknown[];
  readonly last_id: string;
  readonly has_more: boolean;
}

/** Reads a list to its end, a hundred items a page. Returns how long each page took, in milliseconds. */
export async function readAll(send: Send, at: string, expected: number): Promise<number[]> {
  const durations: number[] = [];
  let after = '';
  for (let read = 0; ; ) {
    const begun = performance.now();
    const page = await send<Page>('GET', `${at}${VERSION}&limit=100&order=asc${after}`);
    durations.push(performance.now() - begun);
    read += page.data.length;
    if (!page.has_more) {
      if (read !== expected) throw new Error(`The list had ${read} items, not ${expected}.`);
      return durations;
    }
    after = `&after=${page.last_id}`;
  }
}
