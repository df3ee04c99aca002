import { OpenAI, toFile } from 'openai';
import type { Response } from 'openai/resources/responses/responses';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ clock: { scale: 0 }, settings: { FOUNDRY_CODE_INTERPRETER: 'on' } });
});
afterAll(() => emulator?.close());

const on = (endpoint: 'project' | 'azureOpenAI') =>
  new OpenAI({ baseURL: `${emulator.endpoints[endpoint]}/openai/v1`, apiKey: 'any', maxRetries: 0 });
const client = () => on('azureOpenAI');
const csv = () => toFile(Buffer.from('a,b\n1,2\n'), 'rows.csv');

describe.each(['project', 'azureOpenAI'] as const)('a container on the endpoint %s', (endpoint) => {
  it('has files, which are read, listed and deleted', async () => {
    const { containers, files } = on(endpoint);
    const { id } = await containers.create({ name: 'work', memory_limit: '4g' });
    const own = await containers.files.create(id, { file: await csv() });
    expect(own).toMatchObject({ path: '/mnt/data/rows.csv', bytes: 8, source: 'user', container_id: id });
    const uploaded = await files.create({ purpose: 'user_data', file: await toFile(Buffer.from('Hello'), 'note.txt') });
    const copy = await containers.files.create(id, { file_id: uploaded.id });
    expect(await (await containers.files.content.retrieve(copy.id, { container_id: id })).text()).toBe('Hello');
    const paths = (await containers.files.list(id, { order: 'asc' })).data.map(({ path }) => path);
    expect(paths).toEqual(['/mnt/data/rows.csv', '/mnt/data/note.txt']);
    await containers.files.delete(own.id, { container_id: id });
    await expect(containers.files.retrieve(own.id, { container_id: id })).rejects.toMatchObject({ status: 404 });
    expect(await containers.retrieve(id)).toMatchObject({ name: 'work', status: 'running', memory_limit: '4g' });
    await containers.delete(id);
    await expect(containers.retrieve(id)).rejects.toMatchObject({ status: 404, param: 'container_id' });
  });
});

it('a container expires after twenty minutes without activity, and loses its files', async () => {
  const { containers } = client();
  const { id } = await containers.create({ name: 'short' });
  await emulator.admin('POST', 'clock', { advance: 'PT15M' });
  await containers.files.create(id, { file: await csv() });
  await emulator.admin('POST', 'clock', { advance: 'PT15M' });
  expect(await containers.retrieve(id)).toMatchObject({ status: 'running' });
  await emulator.admin('POST', 'clock', { advance: 'PT5M' });
  expect(await containers.retrieve(id)).toMatchObject({ status: 'expired' });
  await expect(containers.files.list(id)).rejects.toMatchObject({ status: 400, param: 'container_id' });
});

const CODE = 'rows = open("rows.csv").read()\nopen("copy.csv", "w").write(rows)\nprint(rows)';

/** Has the model run code, then link to the file that it left. */
async function ranCode(code: string, more: object, name = 'copy.csv'): Promise<Response> {
  await emulator.admin('PUT', 'scenarios/model', {
    turns: [
      { calls: [{ name: 'code_interpreter', arguments: { code } }] },
      { text: `Here it is: [${name}](sandbox:/mnt/data/${name}).` },
    ],
  });
  const { responses } = client();
  return responses.create({ model: 'gpt-4o', input: 'Copy the rows.', ...more }) as Promise<Response>;
}

const callOf = ({ output }: Response) => {
  const call = output.find(({ type }) => type === 'code_interpreter_call');
  if (call?.type !== 'code_interpreter_call') throw new Error('The response has run no code.');
  return call;
};

it('the code interpreter keeps the files of its code in the container, and the message cites them', async () => {
  const { files, containers, responses } = client();
  const { id: fileId } = await files.create({ purpose: 'user_data', file: await csv() });
  const tools = [{ type: 'code_interpreter', container: { type: 'auto', file_ids: [fileId] } }];
  const include = ['code_interpreter_call.outputs'];
  const response = await ranCode(CODE, { tools, include });
  const { container_id: containerId, outputs } = callOf(response);
  expect(outputs).toEqual([{ type: 'logs', logs: expect.stringContaining('[copy.csv](sandbox:/mnt/data/copy.csv)') }]);
  const made = (await containers.files.list(containerId)).data.find(({ source }) => source === 'assistant');
  expect(made).toMatchObject({ path: '/mnt/data/copy.csv', bytes: 8 });
  const message = response.output.at(-1);
  const text = response.output_text;
  const annotation = {
    type: 'container_file_citation',
    container_id: containerId,
    file_id: made?.id,
    filename: 'copy.csv',
    start_index: text.indexOf('sandbox:'),
    end_index: text.indexOf(')'),
  };
  expect(message).toMatchObject({ content: [{ annotations: [annotation] }] });
  const replayed = await responses.retrieve(response.id, { stream: true });
  const annotations = [];
  for await (const event of replayed)
    if (event.type === 'response.output_text.annotation.added') annotations.push(event.annotation);
  expect(annotations).toEqual([annotation]);
});

it('the next response of a conversation works in the same container', async () => {
  const tools = [{ type: 'code_interpreter', container: { type: 'auto' } }];
  const first = await ranCode('open("a.txt", "w").write("one")', { tools }, 'a.txt');
  const second = await ranCode(
    'open("a.txt", "a").write(" two"); print(open("a.txt").read())',
    { tools, previous_response_id: first.id },
    'a.txt',
  );
  const { containers } = client();
  const { container_id: id } = callOf(second);
  expect(id).toBe(callOf(first).container_id);
  const { data } = await containers.files.list(id);
  expect(data).toHaveLength(1);
  expect(await (await containers.files.content.retrieve(`${data[0]?.id}`, { container_id: id })).text()).toBe(
    'one two',
  );
});

it('an image that code leaves is among the outputs', async () => {
  const response = await ranCode(
    'open("chart.png", "wb").write(b"not a real picture")',
    { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }], include: ['code_interpreter_call.outputs'] },
    'chart.png',
  );
  const data = Buffer.from('not a real picture').toString('base64');
  expect(callOf(response).outputs).toEqual([
    { type: 'logs', logs: expect.stringContaining('chart.png') },
    { type: 'image', url: `data:image/png;base64,${data}` },
  ]);
});

it('a named container must exist', async () => {
  const { responses, containers } = client();
  const ask = (container: string) =>
    responses.create({ model: 'gpt-4o', input: 'Hello', tools: [{ type: 'code_interpreter', container }] });
  await expect(ask('cntr_none')).rejects.toMatchObject({ status: 404, param: 'tools[0].container' });
  const { id } = await containers.create({ name: 'mine' });
  const response = await ranCode(CODE, { tools: [{ type: 'code_interpreter', container: id }] });
  expect(callOf(response).container_id).toBe(id);
});
