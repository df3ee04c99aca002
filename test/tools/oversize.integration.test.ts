import { z } from 'zod';
import { MAX_QUEUE_MESSAGE_BYTES } from '../../shared/core/limits.ts';
import { agentTool } from '../../shared/tools/agent-tool.ts';
import { purgeRecords } from '../../shared/tools/purge-records.ts';
import { startAzurite } from '../support/azurite.ts';
import { ToolHarness, useToolHarness } from '../support/tool-harness.ts';

describe('an answer', () => {
  const world = useToolHarness();

  const returning = (
    name: string,
    result: unknown,
    options: { oversize?: 'cut' | 'blob'; idempotent?: boolean } = {},
  ) =>
    agentTool(name, {
      description: 'Test.',
      parameters: z.object({}),
      handler: () => result,
      idempotent: true,
      ...options,
    });

  /** 48 KiB of JSON fit a message; this much of it is not the answer. */
  const envelope = Buffer.byteLength(JSON.stringify({ Value: '', CorrelationId: 'id' }));

  it('of exactly the size of a message goes into it whole', async () => {
    const text = 'x'.repeat(49_152 - envelope);
    const tool = returning('exact', text);
    await world.call(tool, {}, 'id');
    await world.deliver(tool);
    const [sent] = (await world.storage.queue(tool.queues.output).peekMessages()).peekedMessageItems;
    expect(sent?.messageText.length).toBe(MAX_QUEUE_MESSAGE_BYTES);
    expect((await world.answers(tool))[0]?.Value).toBe(text);
  });

  it.each([
    ['one byte more', 'x'.repeat(49_152 - envelope + 1)],
    ['emoji', '👩‍🚀'.repeat(20_000)],
    ['characters that JSON escapes', '"\n\u0000'.repeat(30_000)],
    ['broken characters', '\udfff'.repeat(40_000)],
    ['an object', { rows: Array.from({ length: 9_000 }, (_, row) => ({ row, text: '한글' })) }],
  ])('of %s is cut between characters, with a mark', async (what, result) => {
    const tool = returning(`cut_${what.replace(/\W/g, '')}`, result);
    await world.call(tool, {}, 'id');
    expect(await world.deliver(tool)).toBe('done');
    const [answer] = await world.answers(tool);
    const whole = typeof result === 'string' ? result : JSON.stringify(result);
    const [beginning = '', mark] = (answer?.Value ?? '').split('\n[Cut here: ');
    expect(mark).toBe(`the whole answer has ${Buffer.byteLength(whole)} bytes, too many for a message.]`);
    expect(whole.startsWith(beginning)).toBe(true);
    expect(beginning.length).toBeGreaterThan(5_000);
    expect(beginning.endsWith('\u200d')).toBe(false);
  });

  it('may go to a blob, and then says where it is and how it begins', async () => {
    const text = '긴 답변 🌏 '.repeat(9_000);
    const tool = returning('long_answer', text, { oversize: 'blob' });
    await world.call(tool, {}, 'conversation/1');
    await world.deliver(tool);
    const value = (await world.answers(tool))[0]?.Value ?? '';
    expect(value).toMatch(/^This answer of \d+ bytes is too long.*\nIt begins:\n긴 답변/s);
    const name = /tool-answers\/(\S+)/.exec(value)?.[1] ?? '';
    const container = await world.storage.container('tool-answers');
    const blob = await container.getBlobClient(decodeURIComponent(name)).downloadToBuffer();
    expect(blob.toString('utf8')).toBe(text);
  });

  it('is cut when the blob cannot be written: a cut answer is better than none', async () => {
    const tool = returning('no_blob', 'y'.repeat(60_000), { oversize: 'blob' });
    await world.call(tool, {}, 'id');
    const container = () => Promise.reject(new Error('blobs are down'));
    await world.deliver(tool, { storage: { ...world.storage, container } });
    expect((await world.answers(tool))[0]?.Value).toMatch(/\[Cut here: /);
  });

  it('of full size is recorded whole, and a duplicate gets it', async () => {
    const text = '한'.repeat(16_000);
    const tool = returning('recorded', text, { idempotent: false });
    for (let copy = 0; copy < 2; copy += 1) await world.call(tool, {}, 'id');
    await world.deliverAll(tool);
    expect((await world.answers(tool)).map(({ Value }) => Value)).toEqual([text, text]);
  });

  it('and its record are deleted when they are old, and not before', async () => {
    for (const name of ['purge_one', 'purge_two']) {
      const tool = returning(name, 'z'.repeat(60_000), { idempotent: false, oversize: 'blob' });
      for (let id = 0; id < (name === 'purge_one' ? 105 : 3); id += 1) await world.call(tool, {}, `p${id}`);
      await world.deliverAll(tool);
    }
    const before = await purgeRecords(world.storage, new Date(Date.now() - 3_600_000));
    expect(before).toEqual({ records: 0, deliveries: 0, answers: 0 });
    const purged = await purgeRecords(world.storage, new Date(Date.now() + 3_600_000));
    expect(purged.records).toBeGreaterThanOrEqual(108);
    expect(purged.answers).toBeGreaterThanOrEqual(108);
    expect(await purgeRecords(world.storage, new Date(Date.now() + 3_600_000))).toEqual({
      records: 0,
      deliveries: 0,
      answers: 0,
    });
  });
});

describe('purging', () => {
  it('finds nothing to do on an account that no tool has used', async () => {
    const azurite = await startAzurite();
    try {
      const world = new ToolHarness(azurite.connectionString);
      expect(await purgeRecords(world.storage, new Date())).toEqual({ records: 0, deliveries: 0, answers: 0 });
    } finally {
      await azurite.stop();
    }
  });
});
