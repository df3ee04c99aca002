import fc from 'fast-check';
import { type ExampleFormat, exampleCheck } from '../../../src/apis/fine-tuning/training/example-fault.ts';
import { fileError } from '../../../src/apis/fine-tuning/training/file-error.ts';
import { readTrainingFile } from '../../../src/apis/fine-tuning/training/read-training-file.ts';

const chat = (answer = 'Seven.') => ({
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'How many days?' },
    { role: 'assistant', content: answer },
  ],
});

/** The bytes of a text in pieces of a few bytes, as they come over a network. */
async function* pieces(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string, format: ExampleFormat = 'chat', fields: string[] = []) =>
  readTrainingFile(pieces(text), exampleCheck(format, fields));

const lines = (...rows: (object | string)[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');

describe('a training file', () => {
  it('is counted, whatever its line ends', async () => {
    const data = await read(`\uFEFF${lines(chat(), chat('열'))}\r\n${lines(chat())}\n\n`);
    expect(data).toMatchObject({ examples: 3, faults: [] });
    expect(data.tokens).toBeGreaterThan(60);
  });

  it('names its bad lines by number', async () => {
    const data = await read(lines(chat(), '{"messages": [', '', chat(), '[1]', { prompt: 'x' }));
    expect(data.faults).toEqual([
      { line: 2, message: expect.stringContaining('not valid JSON') },
      { line: 3, message: 'the line is empty' },
      { line: 5, message: 'the line is not a JSON object' },
      { line: 6, message: 'messages must be a list of messages' },
    ]);
  });

  it('that is not UTF-8 has a bad line there', async () => {
    async function* bytes() {
      yield Buffer.concat([Buffer.from(`${lines(chat())}\n{"a":"`), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
    }
    const data = await readTrainingFile(bytes(), exampleCheck('chat'));
    expect(data.faults).toEqual([{ line: 2, message: 'the line is not UTF-8 text' }]);
  });

  it('is read through to its end, however many bad lines it has', async () => {
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

describe('an example', () => {
  const fault = (format: ExampleFormat, example: object, fields: string[] = []) =>
    exampleCheck(format, fields)(example as Record<string, unknown>);
  const withMessage = (message: object) => ({ messages: [{ role: 'user', content: 'Hi' }, message] });

  it.each<[string, object, string]>([
    ['an unknown role', withMessage({ role: 'bot', content: 'x' }), 'messages[1].role must be one of'],
    ['no content', withMessage({ role: 'assistant' }), 'messages[1].content is missing'],
    [
      'strange content',
      withMessage({ role: 'assistant', content: 5 }),
      'messages[1].content must be text or a list of parts',
    ],
    ['a strange part', withMessage({ role: 'assistant', content: [{ type: 'video' }] }), 'messages[1].content[0].type'],
    [
      'a weight of a half',
      withMessage({ role: 'assistant', content: 'x', weight: 0.5 }),
      'messages[1].weight must be 0 or 1',
    ],
    [
      'no answer at its end',
      { messages: [{ role: 'user', content: 'Hi' }] },
      'messages must end with an assistant message',
    ],
    [
      'a call without arguments',
      withMessage({ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f' } }] }),
      'arguments must be text',
    ],
    [
      'a result of no call',
      withMessage({ role: 'tool', tool_call_id: 'a', content: 'x' }),
      'messages[1].tool_call_id answers no tool call before it',
    ],
    [
      'a function without a name',
      { ...chat(), tools: [{ type: 'function', function: {} }] },
      'tools[0] has no function name',
    ],
  ])('of a chat with %s is refused', (_, example, message) => {
    expect(fault('chat', example)).toContain(message);
  });

  it('of a chat may call functions, show images and weigh answers', () => {
    const example = {
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is it?' },
            { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'A cat' },
        { role: 'assistant', content: 'A cat.', weight: 1 },
      ],
    };
    expect(fault('chat', example)).toBeUndefined();
  });

  it('of a completion is a prompt and a completion', () => {
    expect(fault('completion', { prompt: '2+2=', completion: ' 4' })).toBeUndefined();
    expect(fault('completion', { prompt: '2+2=' })).toBe('completion must be text');
  });

  it('of a preference has an input and two answers', () => {
    const answer = [{ role: 'assistant', content: 'x' }];
    const input = { messages: [{ role: 'user', content: 'Hi' }] };
    expect(fault('preference', { input, preferred_output: answer, non_preferred_output: answer })).toBeUndefined();
    expect(fault('preference', { input, preferred_output: answer })).toContain('non_preferred_output must be a list');
    expect(fault('preference', { preferred_output: answer, non_preferred_output: answer })).toContain(
      'input must be an object',
    );
    const user = [{ role: 'user', content: 'x' }];
    expect(fault('preference', { input, preferred_output: user, non_preferred_output: answer })).toContain(
      'preferred_output must end with an assistant message',
    );
  });

  it('for reinforcement ends with a question, and has what the grader reads', () => {
    const example = { messages: [{ role: 'user', content: '2+2?' }], answer: 4 };
    expect(fault('reinforcement', example, ['answer'])).toBeUndefined();
    expect(fault('reinforcement', example, ['solution'])).toBe('solution is missing, which the grader reads');
    expect(fault('reinforcement', chat())).toContain('must not end with an assistant message');
  });
});
