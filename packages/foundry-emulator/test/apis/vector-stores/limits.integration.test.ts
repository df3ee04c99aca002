import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
afterEach(() => emulator.close());

const upload = async (name: string) =>
  emulator.azureOpenAI.files.create({ file: await toFile(Buffer.from('text'), name), purpose: 'assistants' });

it('refuses uploads and attach requests above the rate, with the wait in both headers', async () => {
  emulator = await startEmulator({
    settings: { FOUNDRY_UPLOADS_PER_SECOND: '0.01', FOUNDRY_ATTACHES_PER_MINUTE: '1' },
  });
  await upload('one.txt');
  await expect(upload('two.txt')).rejects.toMatchObject({ status: 429, code: 'too_many_requests' });
  const { vectorStores } = emulator.azureOpenAI;
  const { id } = await vectorStores.create({});
  await expect(vectorStores.files.create(id, { file_id: 'file-none' })).rejects.toMatchObject({ status: 404 });
  const refused = await vectorStores.fileBatches.create(id, { file_ids: ['file-none'] }).catch((error) => error);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(Number(refused.headers.get('retry-after-ms'))).toBeGreaterThan(50_000);
});

it('refuses more files than a batch or a store may have', async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_FILES_PER_BATCH: '1', FOUNDRY_FILES_PER_VECTOR_STORE: '1' } });
  const [one, two] = [await upload('one.txt'), await upload('two.txt')];
  const { vectorStores } = emulator.azureOpenAI;
  const { id } = await vectorStores.create({});
  const both = { file_ids: [one.id, two.id] };
  await expect(vectorStores.fileBatches.create(id, both)).rejects.toMatchObject({ status: 400, param: 'file_ids' });
  await vectorStores.files.create(id, { file_id: one.id });
  await expect(vectorStores.files.create(id, { file_id: two.id })).rejects.toMatchObject({
    status: 400,
    code: 'vector_store_file_limit_exceeded',
  });
});

it('refuses a file with more text than is allowed', async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_MAX_TEXT_BYTES: '3', FOUNDRY_INDEXING_SECONDS: '0' } });
  const { vectorStores } = emulator.azureOpenAI;
  const { id } = await vectorStores.create({});
  const file = await upload('one.txt');
  await vectorStores.files.create(id, { file_id: file.id });
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
  expect(await vectorStores.files.retrieve(file.id, { vector_store_id: id })).toMatchObject({
    status: 'failed',
    last_error: { code: 'invalid_file', message: 'The file could not be parsed because it is too large.' },
  });
});

it('does not start with an invalid limit', async () => {
  emulator = await startEmulator();
  await expect(startEmulator({ settings: { FOUNDRY_ATTACHES_PER_MINUTE: 'many' } })).rejects.toThrow(
    'FOUNDRY_ATTACHES_PER_MINUTE',
  );
});
