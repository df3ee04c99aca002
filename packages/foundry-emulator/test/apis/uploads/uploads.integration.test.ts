import { createHash } from 'node:crypto';
import { AzureOpenAI, OpenAI, toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ clock: { scale: 0 } });
});
afterAll(() => emulator?.close());

const TEXT = 'Returns are taken for thirty days. Without a receipt, they are not.';
const about = { bytes: TEXT.length, filename: 'policy.txt', mime_type: 'text/plain', purpose: 'assistants' as const };

const clients = (): Record<string, OpenAI> => ({
  project: new OpenAI({ baseURL: `${emulator.endpoints.project}/openai/v1`, apiKey: 'any', maxRetries: 0 }),
  azure: new AzureOpenAI({
    endpoint: emulator.endpoints.azureOpenAI,
    apiKey: 'any',
    apiVersion: '2024-10-21',
    maxRetries: 0,
  }),
});
const client = () => clients().project as OpenAI;

async function partOf({ uploads }: OpenAI, id: string, text: string): Promise<string> {
  return (await uploads.parts.create(id, { data: await toFile(Buffer.from(text), 'part') })).id;
}

it.each(['project', 'azure'])('parts are joined in the order of part_ids, with the client of %s', async (name) => {
  const openai = clients()[name] as OpenAI;
  const { id, status } = await openai.uploads.create({
    ...about,
    expires_after: { anchor: 'created_at', seconds: 3600 },
  });
  expect(status).toBe('pending');
  const second = await partOf(openai, id, TEXT.slice(34));
  const first = await partOf(openai, id, TEXT.slice(0, 34));
  const md5 = createHash('md5').update(TEXT).digest('hex');
  const { file, ...upload } = await openai.uploads.complete(id, { part_ids: [first, second], md5 });
  expect(upload).toMatchObject({ id, status: 'completed' });
  expect(file).toMatchObject({
    bytes: TEXT.length,
    filename: 'policy.txt',
    purpose: 'assistants',
    status: 'processed',
  });
  expect(await (await openai.files.content(`${file?.id}`)).text()).toBe(TEXT);
  await expect(partOf(openai, id, 'more')).rejects.toMatchObject({ status: 400, param: 'upload_id' });
});

it('parts whose bytes or checksum differ from the announcement are refused, and the upload stays open', async () => {
  const { uploads, files } = client();
  const { id } = await uploads.create(about);
  const part = await partOf(client(), id, TEXT);
  const before = (await files.list()).data.length;
  const short = await partOf(client(), id, 'short');
  await expect(uploads.complete(id, { part_ids: [short] })).rejects.toMatchObject({ status: 400, param: 'part_ids' });
  await expect(uploads.complete(id, { part_ids: [part], md5: '0'.repeat(32) })).rejects.toMatchObject({ param: 'md5' });
  await expect(uploads.complete(id, { part_ids: [part, part] })).rejects.toMatchObject({ param: 'part_ids[1]' });
  await expect(uploads.complete(id, { part_ids: ['part_none'] })).rejects.toMatchObject({ param: 'part_ids[0]' });
  expect((await files.list()).data).toHaveLength(before);
  expect(await uploads.complete(id, { part_ids: [part] })).toMatchObject({ status: 'completed' });
});

it('an upload can be completed once only', async () => {
  const { uploads } = client();
  const { id } = await uploads.create(about);
  const part_ids = [await partOf(client(), id, TEXT)];
  const both = await Promise.allSettled([uploads.complete(id, { part_ids }), uploads.complete(id, { part_ids })]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

it('a cancelled upload takes no parts', async () => {
  const { uploads } = client();
  const { id } = await uploads.create(about);
  expect(await uploads.cancel(id)).toMatchObject({ status: 'cancelled', file: null });
  await expect(partOf(client(), id, TEXT)).rejects.toThrow(`The upload ${id} is cancelled.`);
});

it('an upload expires after an hour', async () => {
  const { uploads } = client();
  const { id } = await uploads.create(about);
  await emulator.admin('POST', 'clock', { advance: 'PT1H' });
  await expect(uploads.cancel(id)).rejects.toThrow(`The upload ${id} is expired.`);
});

it('a file for fine-tuning must be JSON lines', async () => {
  const create = client().uploads.create({ ...about, purpose: 'fine-tune' });
  await expect(create).rejects.toThrow('must be JSON lines');
});
