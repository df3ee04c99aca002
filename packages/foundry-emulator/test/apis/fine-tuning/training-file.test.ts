import fc from 'fast-check';
import { exampleCheck } from '../../../../../shared/core/fine-tuning-data/example-check.ts';
import { fileError } from '../../../src/apis/fine-tuning/training/file-error.ts';
import { readTrainingFile } from '../../../src/apis/fine-tuning/training/read-training-file.ts';

const chat = (answer = 'Seven.') => ({
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How many days?' },
    { role: 'assistant', content: answer },
  ],
});

/** The head of a PNG in RGB, and further bytes, in base64. */
const png = (bytes: number): string =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080200000090', 'hex'),
    Buffer.alloc(bytes, 7),
  ]).toString('base64');

/** The bytes of a text in pieces of a few bytes, as they come over a network. */
async function* pieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const check = () => exampleCheck('gpt-4o', 'supervised');
const read = (text: string) => readTrainingFile(pieces(text), check());

const lines = (...rows: (object | string)[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

describe('a training file', () => {
  it('is counted with any line endings', async () => {
    const data = await read(`\uFEFF${lines(chat(), chat('열'))}\r\n${lines(chat())}\n\n`);
    expect(data).toMatchObject({ examples: 3, faults: [] });
    expect(data.tokens).toBeGreaterThan(40);
  });

  it('names invalid lines by number', async () => {
    const data = await read(lines(chat(), '{"messages": [', '', chat(), '[1]', { prompt: 'x' }));
    expect(data.faults).toEqual([
      { line: 2, message: expect.stringContaining('not valid JSON') },
      { line: 3, message: 'is empty' },
      { line: 5, message: 'is not a JSON object' },
      { line: 6, message: 'messages is missing' },
    ]);
  });

  it('names the line that is not UTF-8', async () => {
    async function* bytes() {
      yield Buffer.concat([Buffer.from(`${lines(chat())}\n{"a":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    }
    const data = await readTrainingFile(bytes(), check());
    expect(data.faults).toEqual([{ line: 2, message: 'is not UTF-8 text' }]);
  });

  it('is read to its end, however many invalid lines it has', async () => {
    const data = await read(Array.from({ length: 200 }, () => '{}').join('\n'));
    expect(data).toMatchObject({ examples: 200, faultCount: 200 });
    expect(data.faults).toHaveLength(50);
    expect(fileError('training_file', data)).toEqual({
      code: 'invalid_training_file',
      param: 'training_file',
      message: expect.stringMatching(/^The training file has lines.* Line 1: .* Line 3: .* 197 more lines have faults/),
    });
  });

  it('needs ten examples for training, and one for validation', async () => {
    const few = await read(lines(...Array.from({ length: 9 }, () => chat())));
    expect(fileError('training_file', few)).toMatchObject({
      code: 'invalid_n_examples',
      message: expect.stringContaining('9 example(s), but must have at least 10'),
    });
    expect(fileError('validation_file', few)).toBeUndefined();
    expect(fileError('validation_file', await read(''))).toMatchObject({
      message: 'The validation file has no examples.',
    });
    expect(fileError('training_file', await read(lines(...Array.from({ length: 10 }, () => chat()))))).toBeUndefined();
  });

  it('never fails on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json())), async (rows) => {
        const data = await read(rows.join('\n'));
        return data.faultCount <= data.examples + rows.length;
      }),
      { numRuns: 50 },
    );
  });
});

describe('the tokens of a training file', () => {
  const image = (bytes: number) => ({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${png(bytes)}` } },
        ],
      },
      { role: 'assistant', content: 'A star.' },
    ],
  });

  it('count an image as an image, whatever its bytes', async () => {
    const small = await read(lines(image(100)));
    const large = await read(lines(image(300_000)));
    expect(small).toMatchObject({ faults: [] });
    expect(large).toMatchObject({ faults: [], tokens: small.tokens });
    expect(small.tokens).toBeGreaterThan(85);
    expect(small.tokens).toBeLessThan(150);
  });

  it('are counted quickly for a long run of one letter', async () => {
    const start = performance.now();
    const { tokens } = await read(lines(chat('a'.repeat(65_536))));
    expect(tokens).toBeGreaterThan(1_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
