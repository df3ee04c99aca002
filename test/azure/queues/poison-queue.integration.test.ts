import { DeadLetters } from '../../../shared/azure/queues/dead-letters.ts';
import { drainPoisonQueue, type PoisonHandling } from '../../../shared/azure/queues/poison-queue.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { TerminalError } from '../../../shared/core/errors.ts';
import { startAzurite } from '../../support/azurite.ts';

const log = { info: () => {}, error: () => {} };
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
});
afterAll(() => azurite.stop());

const poisoned = async (name: string, ...texts: string[]) => {
  const queue = storage.queue(`${name}-poison`);
  await queue.createIfNotExists();
  for (const text of texts) await queue.sendMessage(text);
  return queue;
};
const lettersOf = async (queue: string) => (await new DeadLetters(storage).list({ queue, limit: 100 })).items;
const drain = (queue: string, handling: Partial<PoisonHandling> = {}) =>
  drainPoisonQueue({ queue, attempts: 3, ...handling }, { storage, log });

describe('a poison queue', () => {
  it('is emptied into dead letters that hold each text, whatever it is', async () => {
    const texts = ['no json', deep, Buffer.from(deep).toString('base64').slice(0, 60_000), '{"a":1}', '/+8=', 'ä🦊'];
    const queue = await poisoned('any', ...texts);
    expect(await drain('any')).toBe(texts.length);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
    const letters = await lettersOf('any');
    expect(letters.map(({ text }) => text).toSorted()).toEqual(texts.toSorted());
    for (const letter of letters) expect(letter).toMatchObject({ queue: 'any', reason: expect.stringMatching(/./) });
  });

  it('is processed again later when the handler of a message throws, and keeps the dead letter meanwhile', async () => {
    const queue = await poisoned('again', 'x');
    await drain('again', { handle: () => Promise.reject(new Error('The table is busy.')) });
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
    expect(await lettersOf('again')).toHaveLength(1);
  });

  it('keeps a message whose handler throws at every attempt, with both reasons', async () => {
    const queue = await poisoned('throws', 'x');
    await drain('throws', { attempts: 1, handle: () => Promise.reject(new Error('The queue of answers is missing.')) });
    expect(await lettersOf('throws')).toMatchObject([
      { text: 'x', reason: expect.stringMatching(/failed at every delivery.*The queue of answers is missing\./) },
    ]);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });

  it('keeps the message before its handler runs, so that a handler that ends the process loses nothing', async () => {
    await poisoned('ends', 'x');
    let kept = 0;
    await drain('ends', {
      handle: async () => {
        kept = (await lettersOf('ends')).length;
        return 'keep';
      },
    });
    expect(kept).toBe(1);
  });

  it('keeps a message at once when its handler cannot read it', async () => {
    const queue = await poisoned('unreadable', 'x');
    await drain('unreadable', { handle: () => Promise.reject(new TerminalError('This is no order.')) });
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
    expect(await lettersOf('unreadable')).toMatchObject([{ reason: expect.stringContaining('This is no order.') }]);
  });

  it('does not call the handler again after its attempts', async () => {
    const queue = await poisoned('attempts', 'x');
    const [taken] = (await queue.receiveMessages({ visibilityTimeout: 1 })).receivedMessageItems;
    await queue.updateMessage(taken?.messageId ?? '', taken?.popReceipt ?? '', 'x', 0);
    const handle = jest.fn(async () => 'keep' as const);
    await drain('attempts', { attempts: 1, handle });
    expect(handle).not.toHaveBeenCalled();
    expect(await lettersOf('attempts')).toHaveLength(1);
  });

  it('keeps no dead letter of a message that its handler settled', async () => {
    const queue = await poisoned('settled', 'x');
    await drain('settled', { handle: async () => 'settled' });
    expect(await lettersOf('settled')).toEqual([]);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });

  it('hides a message that is to be tried again later', async () => {
    const queue = await poisoned('later', 'x');
    expect(await drain('later', { handle: async () => ({ retryInSeconds: 60 }) })).toBe(1);
    expect((await queue.peekMessages()).peekedMessageItems).toEqual([]);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
    expect(await lettersOf('later')).toEqual([]);
  });

  it('may be missing', async () => {
    expect(await drain('missing')).toBe(0);
  });
});
