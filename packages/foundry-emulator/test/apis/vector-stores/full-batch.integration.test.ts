import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
});
afterAll(() => emulator.close());

const AT_ONCE = 16;

async function uploaded(count: number): Promise<string[]> {
  const { files } = emulator.projectV1.getOpenAIClient();
  const ids: string[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - from) }, async (_, at) => {
      const file = await toFile(Buffer.from(`Number ${from + at}.`), `${from + at}.txt`);
      return (await files.create({ file, purpose: 'assistants' })).id;
    });
    ids.push(...(await Promise.all(some)));
  }
  return ids;
}

it('limits a batch to 2,000 files with attributes in v1, and to 500 in 2024-10-01-preview', async () => {
  const ids = await uploaded(2_001);
  const { vectorStores } = emulator.projectV1.getOpenAIClient();
  const { id } = await vectorStores.create({});
  const files = ids.map((file_id, number) => ({ file_id, attributes: { number } }));
  await expect(vectorStores.fileBatches.create(id, { files })).rejects.toMatchObject({ status: 400, param: 'files' });
  const batch = await vectorStores.fileBatches.create(id, { files: files.slice(1) });
  expect(batch.file_counts.total).toBe(2_000);
  const ended = await vectorStores.fileBatches.poll(id, batch.id, { pollIntervalMs: 100 });
  expect(ended).toMatchObject({ status: 'completed', file_counts: { completed: 2_000, failed: 0, total: 2_000 } });
  const numbers: unknown[] = [];
  for await (const { attributes } of vectorStores.fileBatches.listFiles(batch.id, { vector_store_id: id, limit: 100 }))
    numbers.push(attributes?.number);
  expect(new Set(numbers)).toEqual(new Set(Array.from({ length: 2_000 }, (_, at) => at + 1)));

  const older = emulator.azureOpenAI.vectorStores;
  const { id: other } = await older.create({});
  await expect(older.fileBatches.create(other, { file_ids: ids.slice(0, 501) })).rejects.toMatchObject({ status: 400 });
  expect((await older.fileBatches.create(other, { file_ids: ids.slice(0, 500) })).file_counts.total).toBe(500);
});
