import { type AzureOpenAI, toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
let openai: AzureOpenAI;
beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_CODE_INTERPRETER: 'on' } });
  openai = emulator.azureOpenAI;
});
afterAll(() => emulator?.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const tool = { type: 'code_interpreter' as const };

/** A run in which the model writes this code; its call of the tool as the step has it. */
async function ranCode(code: string, more: object = {}, message: object = {}) {
  const turns = [{ calls: [{ name: 'code_interpreter', arguments: { code } }] }, { text: 'Done.' }];
  await emulator.admin('PUT', 'scenarios/model', { turns });
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [tool], ...more });
  const stream = openai.beta.threads.createAndRunStream({
    assistant_id: assistant.id,
    thread: { messages: [{ role: 'user', content: 'Work it out.', ...message }] },
  });
  const run = await stream.finalRun();
  expect(run).toMatchObject({ status: 'completed', last_error: null });
  const [step] = await stream.finalRunSteps();
  if (step?.step_details.type !== 'tool_calls') throw new Error('The run has called no tool.');
  const [call] = step.step_details.tool_calls;
  if (call?.type !== 'code_interpreter') throw new Error('The run has run no code.');
  return call.code_interpreter;
}

it('runs code on the files at hand, shows what it printed, and keeps what it made', async () => {
  const file = await toFile(Buffer.from('1\n2\n3\n'), 'numbers.txt');
  const { id } = await openai.files.create({ file, purpose: 'assistants' });
  const code = [
    "total = sum(int(line) for line in open('numbers.txt'))",
    'print(total)',
    "open('total.txt', 'w').write(str(total))",
    "open('plot.png', 'wb').write(b'picture')",
  ].join('\n');
  const done = await ranCode(code, { tool_resources: { code_interpreter: { file_ids: [id] } } });
  const files = (await openai.files.list({ purpose: 'assistants_output' })).data;
  expect(files.map(({ filename }) => filename).sort()).toEqual(['plot.png', 'total.txt']);
  const total = files.find(({ filename }) => filename === 'total.txt');
  expect(await (await openai.files.content(`${total?.id}`)).text()).toBe('6');
  const picture = files.find(({ filename }) => filename === 'plot.png');
  expect(done).toEqual({
    input: code,
    outputs: [
      { type: 'logs', logs: '6\n' },
      { type: 'image', image: { file_id: picture?.id } },
    ],
  });
});

it('shows errors of the code as what it printed', async () => {
  const { outputs } = await ranCode("print('before')\nprint(1 / 0)");
  expect(outputs).toEqual([{ type: 'logs', logs: 'before\nZeroDivisionError: division by zero (line 2)\n' }]);
});

it('gives code nothing of the environment', async () => {
  const { outputs } = await ranCode(
    "import os\nprint(sorted(name for name in os.environ if name.startswith(('FOUNDRY', 'HOME'))))",
  );
  expect(outputs).toEqual([{ type: 'logs', logs: '[]\n' }]);
});

it('has what is attached to a message at hand', async () => {
  const file = await toFile(Buffer.from('Attached.'), 'note.txt');
  const { id } = await openai.files.create({ file, purpose: 'assistants' });
  const attachments = [{ file_id: id, tools: [tool] }];
  const { outputs } = await ranCode("print(open('note.txt').read())", {}, { attachments });
  expect(outputs).toEqual([{ type: 'logs', logs: 'Attached.\n' }]);
});

it('draws a chart of a CSV file without a language model', async () => {
  const file = await toFile(Buffer.from('month,sales\nJan,10\nFeb,30\nMar,20\n'), 'sales.csv');
  const { id } = await openai.files.create({ file, purpose: 'assistants' });
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [tool] });
  const stream = openai.beta.threads.createAndRunStream({
    assistant_id: assistant.id,
    thread: {
      messages: [
        {
          role: 'user',
          content: 'Create a bar chart of the sales in the CSV file.',
          attachments: [{ file_id: id, tools: [tool] }],
        },
      ],
    },
  });
  expect(await stream.finalRun()).toMatchObject({ status: 'completed' });
  const [step] = await stream.finalRunSteps();
  const [call] = step?.step_details.type === 'tool_calls' ? step.step_details.tool_calls : [];
  const outputs = call?.type === 'code_interpreter' ? call.code_interpreter.outputs : [];
  expect(outputs).toEqual([
    { type: 'logs', logs: expect.stringContaining('sales: total 60, mean 20') },
    { type: 'image', image: { file_id: expect.any(String) } },
  ]);
  const image = outputs.find((output) => output.type === 'image');
  const chart = Buffer.from(await (await openai.files.content(`${image?.image.file_id}`)).arrayBuffer());
  expect(chart.subarray(1, 4).toString()).toBe('PNG');
});

it('is refused where nothing allows it', async () => {
  const other = await startEmulator();
  const refused = other.azureOpenAI.beta.assistants.create({ model: 'gpt-4o', tools: [tool] });
  await expect(refused).rejects.toMatchObject({ status: 400, param: 'tools[0].type' });
  await expect(refused).rejects.toThrow('FOUNDRY_CODE_INTERPRETER=on');
  await other.close();
});
