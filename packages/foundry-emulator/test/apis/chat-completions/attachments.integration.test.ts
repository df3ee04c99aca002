import OpenAI, { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

describe('audio and file parts of chat messages below /openai/v1/', () => {
  const model = 'gpt-4o';
  let emulator: TestEmulator;
  let client: OpenAI;
  beforeAll(async () => {
    emulator = await startEmulator();
    client = new OpenAI({ apiKey: 'a-key', baseURL: `${emulator.endpoints.project}/openai/v1`, maxRetries: 0 });
  });
  afterAll(() => emulator?.close());

  const tools = [
    {
      type: 'function' as const,
      function: {
        name: 'get_order_status',
        description: 'Look up where an order is, by its number.',
        parameters: { type: 'object', properties: { orderNumber: { type: 'string' } }, required: ['orderNumber'] },
      },
    },
  ];
  const ask = (content: OpenAI.ChatCompletionContentPart[]) =>
    client.chat.completions.create({ model, tools, messages: [{ role: 'user', content }] });
  const calls = [{ function: { name: 'get_order_status', arguments: '{"orderNumber":"1042"}' } }];
  const question = 'Where is order 1042?';

  it('answer what is said in speech that the emulator made', async () => {
    const speech = await client.audio.speech.create({
      model: 'tts',
      voice: 'alloy',
      input: question,
      response_format: 'wav',
    });
    const data = Buffer.from(await speech.arrayBuffer()).toString('base64');
    const { choices } = await ask([{ type: 'input_audio', input_audio: { data, format: 'wav' } }]);
    expect(choices[0]?.message.tool_calls).toMatchObject(calls);
  });

  it('answer what a text file says, sent along or uploaded', async () => {
    const file_data = `data:text/plain;base64,${Buffer.from(question).toString('base64')}`;
    const inline = await ask([{ type: 'file', file: { filename: 'question.txt', file_data } }]);
    expect(inline.choices[0]?.message.tool_calls).toMatchObject(calls);
    const uploaded = await client.files.create({
      file: await toFile(Buffer.from(question), 'q.txt'),
      purpose: 'assistants',
    });
    const referenced = await ask([{ type: 'file', file: { file_id: uploaded.id } }]);
    expect(referenced.choices[0]?.message.tool_calls).toMatchObject(calls);
  });

  it.each([
    ['audio that is no audio', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }, 400],
    ['audio of another format', { type: 'input_audio', input_audio: { data: 'AAAA', format: 'flac' } }, 400],
    ['a file without data', { type: 'file', file: { filename: 'a.pdf' } }, 400],
    ['a file that does not exist', { type: 'file', file: { file_id: 'file-none' } }, 404],
    ['an unknown part', { type: 'hologram', hologram: {} }, 400],
  ])('refuse %s and name the part', async (_what, part, status) => {
    const asking = ask([part as unknown as OpenAI.ChatCompletionContentPart]);
    await expect(asking).rejects.toMatchObject({ status });
    if (status === 400) await expect(asking).rejects.toMatchObject({ param: expect.stringMatching(/^messages\[0\]/) });
  });
});
