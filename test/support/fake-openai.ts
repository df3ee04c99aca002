import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** Reaction of the fake server to a request: chunks to stream (and then the usual end), an HTTP error, a broken-off or an endless stream. */
export type ChatAnswer =
  | { chunks: object[] }
  | { status: number; message: string }
  | { brokenAfter: object[] }
  | { hangingAfter: object[] };

/** A small OpenAI-compatible server: streams chat completions as it is told to. */
export interface FakeOpenAI {
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** Answers of the next requests, in order. */
  answer(...answers: ChatAnswer[]): void;
  /** Resolves when a client has left a hanging stream. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

export async function fakeOpenAI(): Promise<FakeOpenAI> {
  const requests: ChatRequest[] = [];
  const answers: ChatAnswer[] = [];
  const left = Promise.withResolvers<void>();
  const server = createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    requests.push({ headers: incoming.headers, body: JSON.parse(text) as Record<string, unknown> });
    const next = answers.shift() ?? { status: 500, message: 'No answer was prepared.' };
    if ('status' in next) {
      outgoing.writeHead(next.status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
      outgoing.end(JSON.stringify({ error: { message: next.message } }));
      return;
    }
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunks = 'chunks' in next ? next.chunks : 'brokenAfter' in next ? next.brokenAfter : next.hangingAfter;
    for (const chunk of chunks) outgoing.write(`data: ${JSON.stringify(chunk)}\n\n`);
    if ('hangingAfter' in next) outgoing.on('close', left.resolve);
    else if ('brokenAfter' in next) outgoing.end();
    else outgoing.end('data: [DONE]\n\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answer: (...next) => void answers.push(...next),
    left: left.promise,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One chunk of a chat completion. */
export const chatChunk = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 0,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});

/** The last chunk of a stream that reports its usage. */
export const usageChunk = (prompt: number, completion: number, cached = 0) => ({
  ...chatChunk({}),
  choices: [],
  usage: {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  },
});
