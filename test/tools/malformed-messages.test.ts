import fc from 'fast-check';
import { z } from 'zod';
import { DEAD_LETTERS_TABLE } from '../../shared/azure/queues/dead-letters.ts';
import { MAX_QUEUE_MESSAGE_BYTES } from '../../shared/core/limits.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { answerCall, answerPoison } from '../../shared/tools/answer-call.ts';
import { CALL_TIMINGS } from '../../shared/tools/call-budget.ts';
import { memoryStorage } from '../support/memory-storage.ts';

const tool = agentTool('any_city', {
  description: 'Test.',
  parameters: z.object({ city: z.string(), days: z.number().optional() }),
  idempotent: true,
  handler: ({ city }) => city,
});

const base64 = (text: string | Uint8Array) => Buffer.from(text).toString('base64');
const text = fc.string({ unit: 'binary', maxLength: 300 });
const json = fc.jsonValue({ maxDepth: 4 });
const correlationId = fc.oneof(text, json, fc.constant('x'.repeat(1_025)), fc.constant(undefined));
const call = fc.oneof(
  fc.record({ function_args: fc.oneof(json, fc.json(), text), CorrelationId: correlationId }),
  fc.record({ city: fc.oneof(json, text), CorrelationId: correlationId, __proto__: fc.constant(null) }),
  fc.dictionary(text, json).map((message) => ({ ...message, CorrelationId: 'c' })),
);
/** Messages of a queue: calls, almost calls, and anything else, in the right encoding, a wrong one or half of it. */
const body = fc.oneof(
  call.map((message) => base64(JSON.stringify(message))),
  call.map((message) => base64(JSON.stringify(message)).slice(0, -3)),
  call.map((message) => base64(base64(JSON.stringify(message)))),
  call.map((message) => JSON.stringify(message)),
  call.map((message) => `\uFEFF${JSON.stringify(message)}`),
  call,
  json,
  text,
  text.map(base64),
  fc.uint8Array({ maxLength: 500 }),
  fc.uint8Array({ maxLength: 500 }).map(base64),
  fc.integer({ min: 1, max: 30_000 }).map((depth) => base64(`${'['.repeat(depth)}${']'.repeat(depth)}`)),
  fc
    .integer({ min: 1, max: 8_000 })
    .map((depth) => base64(`{"city":${'['.repeat(depth)}${']'.repeat(depth)},"CorrelationId":"deep"}`)),
);

describe('whatever a queue holds', () => {
  it.each([
    ['input', answerCall],
    ['poison', answerPoison],
  ] as const)(
    'in the %s queue, each message is answered or dead-lettered, 10,000 generated ones',
    async (from, serve) => {
      const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
      await fc.assert(
        fc.asyncProperty(body, async (message) => {
          const storage = memoryStorage();
          const delivery = {
            queue: tool.queues[from],
            messageId: 'm',
            popReceipt: 'p',
            dequeueCount: 1,
            body: message,
          };
          const services = { storage, log, maxDequeueCount: 5, timings: CALL_TIMINGS };
          await serve(tool, { ...delivery, insertedAt: new Date() }, services);
          const answers = storage.sent.get(tool.queues.output) ?? [];
          const letters = storage.rows.get(DEAD_LETTERS_TABLE) ?? [];
          expect(answers.length + letters.length).toBe(1);
          for (const letter of letters)
            expect(letter).toMatchObject({ reason: expect.stringMatching(/./), tool: 'any_city' });
          for (const sent of answers) {
            expect(sent.length).toBeLessThanOrEqual(MAX_QUEUE_MESSAGE_BYTES);
            const written: unknown = JSON.parse(Buffer.from(sent, 'base64').toString('utf8'));
            expect(written).toEqual({ Value: expect.any(String), CorrelationId: expect.stringMatching(/./s) });
          }
        }),
        { numRuns: 10_000 },
      );
    },
  );
});
