import type { TableClient } from '@azure/data-tables';
import fc from 'fast-check';
import { z } from 'zod';
import { redactingLog } from '../../../shared/core/logging/redacting-log.ts';
import { takeEvents } from '../../../shared/ingestion/events/take-events.ts';
import type { PendingEventWriter } from '../../../shared/ingestion/ledger/pending-event-writer.ts';
import { sourceMap } from '../../../shared/ingestion/sources/source-map.ts';
import type { AcceptServices } from '../../../shared/jobs/api/accept-job.ts';
import { acceptQueuedRequest } from '../../../shared/jobs/api/queue-requests.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';
import { answerCall, answerPoison } from '../../../shared/tools/answer-call.ts';
import { CALL_TIMINGS } from '../../../shared/tools/call-budget.ts';
import { memoryStorage } from '../../support/memory-storage.ts';
import { queueMessage } from '../../support/queue-message.ts';

/** Like nothing that a log would say by itself, nor the name of a field. */
const secret = fc.stringMatching(/^[a-z0-9]{6}[A-Z0-9]{8}$/).map((text) => `§${text}`);

/** JSON of any shape that holds the secret as a value somewhere, perhaps several times. */
const holding = (planted: string) =>
  fc
    .letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3, depthSize: 'small' },
        fc.constant(planted),
        fc.constant(`before ${planted} after`),
        fc.integer(),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('kind', 'request', 'model', 'data', 'a', 'url'), tie('node'), { maxKeys: 4 }),
      ),
    }))
    .node.map((node) => ({ planted, node }));
const planting = secret.chain(holding);

function book() {
  const lines: string[] = [];
  const note = (line: string) => void lines.push(line);
  return { lines, log: { debug: note, info: note, warn: note, error: note } };
}

/** As text, as base64, as what the host has parsed, or cut off in the middle. */
const written = (message: unknown) =>
  fc.constantFrom<unknown>(
    message,
    JSON.stringify(message),
    Buffer.from(JSON.stringify(message)).toString('base64'),
    JSON.stringify(message).slice(0, -1),
  );

const probe = agentTool('probe', {
  description: 'Probes.',
  parameters: z.object({ what: z.string(), when: z.iso.date().optional() }),
  idempotent: true,
  handler: ({ what }) => `saw ${what}`,
});

describe('what comes in by a queue does not get into the log:', () => {
  it('calls of tools, whatever is in them, whether they can be read or not, and those that were given up', async () => {
    const messages = planting.chain(({ planted, node }) =>
      fc
        .constantFrom<unknown>(
          { function_args: { what: planted }, CorrelationId: 'call-1' },
          { function_args: { what: node, when: planted }, CorrelationId: 'call-1' },
          { what: planted, CorrelationId: 'call-1' },
          { function_args: node, CorrelationId: 'call-1' },
          { function_args: node },
          node,
        )
        .chain(written)
        .map((body) => ({ planted, body })),
    );
    await fc.assert(
      fc.asyncProperty(messages, fc.boolean(), async ({ planted, body }, givenUp) => {
        const { lines, log } = book();
        const delivery = {
          queue: probe.queues.input,
          messageId: 'message-1',
          popReceipt: 'receipt',
          body,
          dequeueCount: 1,
          insertedAt: new Date(),
          nextVisibleAt: new Date(Date.now() + 600_000),
        };
        const storage = memoryStorage();
        const services = { storage, log: redactingLog(log, {}), maxDequeueCount: 5, timings: CALL_TIMINGS };
        await (givenUp ? answerPoison : answerCall)(probe, delivery, services);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.join('\n')).not.toContain(planted);
      }),
    );
  });

  it('requests for jobs that are refused: the sender reads the reason, the log does not contain it', async () => {
    const messages = planting.chain(({ planted, node }) =>
      fc
        .constantFrom<unknown>(
          node,
          { kind: planted, request: {} },
          { kind: 'fine-tuning', request: planted },
          { kind: 'fine-tuning', request: {}, more: node },
          { kind: 'fine-tuning', request: { model: node }, idempotencyKey: 5 },
        )
        .chain(written)
        .map((body) => ({ planted, body })),
    );
    await fc.assert(
      fc.asyncProperty(messages, async ({ planted, body }) => {
        const { lines, log } = book();
        const storage = memoryStorage();
        const services = {
          context: { storage, log: redactingLog(log, {}) },
          now: Date.now,
        } as unknown as AcceptServices;
        // Those that are good enough to be looked at go further than this test.
        fc.pre(
          await acceptQueuedRequest(body, 'message-1', services).then(
            () => true,
            () => false,
          ),
        );
        expect(lines.join('\n')).toMatch(/message-1/);
        expect(lines.join('\n')).not.toContain(planted);
        expect(storage.sent.get('job-events')).toHaveLength(1);
      }),
    );
  });

  it('events of blobs that mean nothing', async () => {
    const messages = planting.chain(({ planted, node }) =>
      fc
        .constantFrom<unknown>(
          node,
          { eventType: planted, subject: planted, data: node },
          { type: 'Microsoft.Storage.BlobCreated', subject: planted },
          [{ eventType: 'Microsoft.Storage.BlobRenamed', data: { sourceUrl: planted } }],
        )
        .chain(written)
        .map((body) => ({ planted, body })),
    );
    await fc.assert(
      fc.asyncProperty(messages, async ({ planted, body }) => {
        const { lines, log } = book();
        const kept: unknown[] = [];
        const table = {} as unknown as TableClient;
        await takeEvents(queueMessage(body), {
          letters: { keep: async (letter) => String(kept.push(letter)) },
          sources: sourceMap([]),
          poster: {} as PendingEventWriter,
          table,
          log: redactingLog(log, {}),
          now: Date.now,
          wake: async () => {},
        });
        expect(lines.join('\n')).not.toContain(planted);
        if (lines.length > 0) expect(kept).toHaveLength(1);
      }),
    );
  });
});
