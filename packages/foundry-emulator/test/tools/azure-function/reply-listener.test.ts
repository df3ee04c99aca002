import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import fc from 'fast-check';
import type { Log } from '../../../src/core/log.ts';
import { QueueJournal } from '../../../src/core/project/queue-journal.ts';
import { ReplyListener } from '../../../src/tools/azure-function/reply-listener.ts';

/** The three methods of a queue that the listener uses, over an array. */
class MemoryQueue {
  readonly name = 'out';
  readonly texts: string[] = [];
  readonly failures: object[] = [];
  gets = 0;
  deleted = 0;

  async receiveMessages({ numberOfMessages }: { numberOfMessages: number }) {
    this.gets++;
    const failure = this.failures.shift();
    if (failure) throw Object.assign(new Error('queue trouble'), failure);
    const taken = this.texts.splice(0, numberOfMessages);
    return { receivedMessageItems: taken.map((messageText) => ({ messageText, messageId: 'm', popReceipt: 'p' })) };
  }

  async deleteMessage() {
    this.deleted++;
  }

  async createIfNotExists() {
    return {};
  }
}

function listening() {
  const queue = new MemoryQueue();
  const notes: string[] = [];
  const note = (event: string, fields?: object) => void notes.push(`${event} ${JSON.stringify(fields)}`);
  const log: Log = { info: note, warn: note, error: note };
  const listener = new ReplyListener({
    queue: queue as unknown as QueueClient,
    replies: 'any',
    log,
    journal: new QueueJournal(),
  });
  return { queue, notes, listener };
}

const reply = (CorrelationId: string, Value: unknown) => JSON.stringify({ CorrelationId, Value });
const forever = () => new AbortController().signal;

describe('the listener of an output queue', () => {
  it('gives each of many calls its own reply, in whatever order and among whatever else they come', async () => {
    const strays = fc.array(
      fc.oneof(
        fc.string(),
        fc.uuid().map((id) => reply(id, 'for nobody')),
        fc.constant('{"CorrelationId":""}'),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 80 }),
        strays,
        fc.infiniteStream(fc.nat()),
        async (ids, noise, order) => {
          const { queue, listener } = listening();
          const replies = ids.map((id) => listener.wait(id, forever()));
          const messages = [...ids.map((id) => reply(id, `answer to ${id}`)), ...noise];
          queue.texts.push(
            ...messages
              .map((text) => ({ text, at: order.next().value ?? 0 }))
              .sort((a, b) => a.at - b.at)
              .map(({ text }) => text),
          );
          expect(await Promise.all(replies)).toEqual(ids.map((id) => `answer to ${id}`));
          await listener.rest();
          // Messages after the last awaited reply stay in the queue until the next call.
          expect(queue.deleted + queue.texts.length).toBe(messages.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('stops polling when no call waits', async () => {
    const { queue, listener } = listening();
    const first = listener.wait('1', forever());
    queue.texts.push(reply('1', 'x'));
    await first;
    await listener.rest();
    const { gets } = queue;
    await sleep(150);
    expect(queue.gets).toBe(gets);
  });

  it('polls less and less often while nothing comes', async () => {
    const { queue, listener } = listening();
    const given = new AbortController();
    const waiting = listener.wait('1', given.signal);
    waiting.catch(() => {});
    await sleep(700);
    given.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    expect(queue.gets).toBeLessThan(40);
  });

  it('tells late, unknown and malformed replies apart, and removes them', async () => {
    const { queue, notes, listener } = listening();
    const given = new AbortController();
    const gone = listener.wait('gone', given.signal);
    gone.catch(() => {});
    given.abort(new Error('too late'));
    const there = listener.wait('there', forever());
    queue.texts.push(reply('gone', 'late'), reply('stranger', 'x'), 'not a reply', reply('there', 'here'));
    expect(await there).toBe('here');
    await listener.rest();
    expect(queue.deleted).toBe(4);
    expect(notes.map((note) => note.split(' ')[1])).toEqual(['late', 'unknown', 'malformed']);
  });

  it('fails a call whose reply cannot be used, and only that', async () => {
    const { queue, listener } = listening();
    const bad = listener.wait('bad', forever());
    const good = listener.wait('good', forever());
    queue.texts.push('{"CorrelationId":"bad","value":"x"}', reply('good', { a: 1 }));
    await expect(bad).rejects.toThrow('it has no Value (it has "value"');
    expect(await good).toBe('{"a":1}');
  });

  it('goes on when the queue is not there yet or out of order for a while', async () => {
    const { queue, listener } = listening();
    queue.failures.push({ statusCode: 404 }, { statusCode: 503 }, { code: 'ECONNREFUSED' });
    const waiting = listener.wait('1', forever());
    queue.texts.push(reply('1', 'after all'));
    expect(await waiting).toBe('after all');
  });

  it('fails every call at once when it may not read the queue', async () => {
    const { queue, listener } = listening();
    queue.failures.push({ statusCode: 403 });
    const waiting = [listener.wait('1', forever()), listener.wait('2', forever())];
    for (const call of waiting) await expect(call).rejects.toThrow('Check FOUNDRY_STORAGE_CONNECTION');
    await listener.rest();
  });
});
