import fc from 'fast-check';
import { checkJsonl, describeProblems, MOST_PROBLEMS } from '../../shared/core/json-lines/check-jsonl.ts';
import { linesOf } from '../../shared/core/json-lines/lines.ts';

/** A text as a stream of pieces, cut anywhere: within a character, within a line end. */
async function* pieces(text: string | Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const anything = () => undefined;
const check = (text: string | Uint8Array, row: (row: unknown) => string | undefined = anything, most?: number) =>
  checkJsonl(pieces(text, 7), row, most);

describe('the lines of a stream', () => {
  it('are the lines of the text, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 20 }).map((line) => line.replace(/[\r\n\ufeff]/g, ' '))),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        async (lines, size, windows) => {
          const end = windows ? '\r\n' : '\n';
          const read = await all(linesOf(pieces(lines.map((line) => line + end).join(''), size), 1_000));
          expect(read.map(({ text }) => text)).toEqual(lines.map((line) => Buffer.from(line).toString('utf8')));
          expect(read.map(({ number }) => number)).toEqual(lines.map((_, at) => at + 1));
        },
      ),
    );
  });

  it('need no end of the last one, and no mark at the start', async () => {
    const read = await all(linesOf(pieces('\ufeff{"a":1}\n{"b":2}', 3), 1_000));
    expect(read.map(({ text }) => text)).toEqual(['{"a":1}', '{"b":2}']);
  });

  it('are passed over when they are too long, without being kept', async () => {
    const read = await all(linesOf(pieces(`${'x'.repeat(5_000)}\nshort\n`, 64), 100));
    expect(read).toEqual([
      { number: 1, problem: 'is longer than 100 bytes' },
      { number: 2, text: 'short' },
    ]);
  });

  it('hold little memory, however large the file', async () => {
    const line = Buffer.from(`${JSON.stringify({ messages: 'x'.repeat(1_000) })}\n`);
    async function* large() {
      const chunk = Buffer.concat(Array.from({ length: 1_000 }, () => line));
      for (let megabyte = 0; megabyte < 200; megabyte++) yield chunk;
    }
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    let count = 0;
    for await (const _ of linesOf(large(), 10_000)) {
      count += 1;
      if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(count).toBe(200_000);
    expect(most).toBeLessThan(50_000_000);
  });
});

describe('the check of a JSONL file', () => {
  it('names the line and the reason', async () => {
    const { rows, problems } = await check('{"a":1}\n{"a":\n[1]\n"x"\n{"a":2}\n');
    expect(rows).toBe(5);
    expect(problems).toEqual([
      { line: 2, problem: 'is not valid JSON' },
      { line: 3, problem: 'is not a JSON object' },
      { line: 4, problem: 'is not a JSON object' },
    ]);
    expect(describeProblems(problems)).toBe(
      'line 2 is not valid JSON; line 3 is not a JSON object; line 4 is not a JSON object',
    );
  });

  it('minds a blank line between rows, and none at the end', async () => {
    expect((await check('{}\n\n{}\n\n\n')).problems).toEqual([{ line: 2, problem: 'is empty' }]);
    expect(await check('{}\n \n\n')).toEqual({ rows: 1, problems: [] });
  });

  it('refuses bytes that are not UTF-8', async () => {
    expect((await check(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]))).problems).toEqual([
      { line: 1, problem: 'is not UTF-8 text' },
    ]);
  });

  it('stops after enough problems', async () => {
    const { rows, problems } = await check('x\n'.repeat(1_000));
    expect(problems).toHaveLength(MOST_PROBLEMS);
    expect(rows).toBe(MOST_PROBLEMS);
    expect(describeProblems(problems)).toContain('(there may be more)');
  });

  it('asks about every row that is JSON', async () => {
    const { problems } = await check('{"a":1}\n{"b":1}\n', (row) => ('a' in Object(row) ? undefined : 'a is missing'));
    expect(describeProblems(problems)).toBe('line 2: a is missing');
  });

  it('never throws, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { problems } = await check(bytes, anything, 50);
        for (const { line } of problems) expect(line).toBeGreaterThan(0);
      }),
    );
  });
});
