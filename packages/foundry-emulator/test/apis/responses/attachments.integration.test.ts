import OpenAI, { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
let client: OpenAI;
beforeAll(async () => {
  emulator = await startEmulator();
  client = new OpenAI({ apiKey: 'a-key', baseURL: `${emulator.endpoints.project}/openai/v1`, maxRetries: 0 });
});
afterAll(() => emulator?.close());

const FACT = 'The harbour opens at six. The bakery opens at five.';
const ask = (part: object, more: object = {}) =>
  client.responses.create({
    model: 'gpt-4o',
    input: [{ role: 'user', content: [part, { type: 'input_text', text: 'When does the bakery open?' }] }],
    ...more,
  } as OpenAI.Responses.ResponseCreateParamsNonStreaming);
const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each([
  ['a data URL', { type: 'input_file', filename: 'town.txt', file_data: `data:text/plain;base64,${base64(FACT)}` }],
])('reads a file that is sent as %s', async (_form, part) => {
  expect((await ask(part)).output_text).toBe('The bakery opens at five.');
});

it('reads an uploaded file, also in the next response', async () => {
  const file = await client.files.create({
    file: await toFile(Buffer.from(FACT), 'town.md'),
    purpose: 'user_data',
  });
  const first = await ask({ type: 'input_file', file_id: file.id });
  expect(first.output_text).toBe('The bakery opens at five.');
  const next = (input: string) => client.responses.create({ model: 'gpt-4o', input, previous_response_id: first.id });
  expect((await next('When does the harbour open?')).output_text).toBe('The harbour opens at six.');
  await client.files.delete(file.id);
  expect(await next('And the bakery?')).toMatchObject({ status: 'completed' });
});

it('hears speech that the emulator made', async () => {
  const speech = await client.audio.speech.create({
    model: 'tts',
    voice: 'alloy',
    input: 'My name is Anna.',
    response_format: 'wav',
  });
  const data = Buffer.from(await speech.arrayBuffer()).toString('base64');
  const response = await client.responses.create({
    model: 'gpt-4o',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_audio', input_audio: { data, format: 'wav' } } as never,
          { type: 'input_text', text: 'What is my name?' },
        ],
      },
    ],
  });
  expect(response.output_text).toContain('Anna');
});

it('does not count the data of a file as words', async () => {
  const file_data = `data:application/pdf;base64,${Buffer.alloc(600_000, 7).toString('base64')}`;
  const response = await ask({ type: 'input_file', filename: 'scan.pdf', file_data });
  expect(response).toMatchObject({ status: 'completed' });
});

it.each([
  ['a file that does not exist', { type: 'input_file', file_id: 'file-none' }, 404],
  ['audio that is no audio', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, 400],
])('refuses %s and names the part', async (_what, part, status) => {
  await expect(ask(part)).rejects.toMatchObject({ status });
});
