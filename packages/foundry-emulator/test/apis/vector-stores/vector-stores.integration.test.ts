import OpenAI, { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
/** On each surface: the Azure OpenAI reference, the project by the reference's version and by v1, Azure OpenAI by v1. */
let clients: Record<'azure' | 'project' | 'projectV1' | 'azureV1', OpenAI>;

beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '10' } });
  const { project, azureOpenAI } = emulator.endpoints;
  const options = { apiKey: 'a-key', maxRetries: 0 };
  clients = {
    azure: emulator.azureOpenAI,
    project: new OpenAI({
      ...options,
      baseURL: `${project}/openai`,
      defaultQuery: { 'api-version': '2025-11-15-preview' },
    }),
    projectV1: new OpenAI({ ...options, baseURL: `${project}/openai/v1` }),
    azureV1: new OpenAI({ ...options, baseURL: `${azureOpenAI}/openai/v1` }),
  };
});
afterAll(() => emulator.close());

const surfaces = ['azure', 'project', 'projectV1', 'azureV1'] as const;
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

async function upload(text: string | Buffer, name = 'notes.txt'): Promise<string> {
  const file = await toFile(Buffer.from(text), name);
  return (await clients.projectV1.files.create({ file, purpose: 'assistants' })).id;
}

describe.each(surfaces)('on %s', (surface) => {
  it('makes, lists, changes and deletes stores', async () => {
    const client = clients[surface];
    const made = await client.vectorStores.create({ name: `a store of ${surface}`, metadata: { team: 'a' } });
    expect(made).toMatchObject({
      object: 'vector_store',
      status: 'completed',
      usage_bytes: 0,
      metadata: { team: 'a' },
    });
    expect((await client.vectorStores.list({ limit: 1 })).data.map(({ id }) => id)).toEqual([made.id]);
    const changed = await client.vectorStores.update(made.id, {
      name: 'another',
      expires_after: { anchor: 'last_active_at', days: 2 },
    });
    expect(changed).toMatchObject({ name: 'another', expires_at: (changed.last_active_at ?? 0) + 2 * 86_400 });
    expect(await client.vectorStores.delete(made.id)).toEqual({
      id: made.id,
      object: 'vector_store.deleted',
      deleted: true,
    });
    await expect(client.vectorStores.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  });

  it('indexes files on the clock, singly and in batches', async () => {
    const client = clients[surface];
    const [one, two] = [await upload('The harbour opens at six.'), await upload('The bakery opens at five.')];
    const store = await client.vectorStores.create({ file_ids: [one] });
    expect(store).toMatchObject({ status: 'in_progress', file_counts: { in_progress: 1, total: 1 } });
    const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids: [one, two] });
    expect(batch).toMatchObject({
      object: 'vector_store.file_batch',
      status: 'in_progress',
      file_counts: { total: 2 },
    });
    await advance('PT10S');
    expect(await client.vectorStores.fileBatches.retrieve(batch.id, { vector_store_id: store.id })).toMatchObject({
      status: 'completed',
      file_counts: { in_progress: 0, completed: 2, failed: 0, cancelled: 0, total: 2 },
    });
    const done = await client.vectorStores.retrieve(store.id);
    expect(done).toMatchObject({ status: 'completed', file_counts: { completed: 2, total: 2 } });
    expect(done.usage_bytes).toBeGreaterThan(0);
    const listed = await client.vectorStores.fileBatches.listFiles(batch.id, {
      vector_store_id: store.id,
      order: 'asc',
    });
    expect(listed.data.map(({ id, status }) => [id, status])).toEqual([
      [one, 'completed'],
      [two, 'completed'],
    ]);
  });

  it('pages through files, and filters them by status', async () => {
    const client = clients[surface];
    const ids = await Promise.all([1, 2, 3].map((each) => upload(`Number ${each}.`, each === 2 ? 'a.exe' : 'a.txt')));
    const store = await client.vectorStores.create({});
    await client.vectorStores.fileBatches.create(store.id, { file_ids: ids });
    await advance('PT10S');
    const seen: string[] = [];
    for await (const { id } of client.vectorStores.files.list(store.id, { limit: 1, order: 'asc' })) seen.push(id);
    expect(seen).toEqual(ids);
    const failed = await client.vectorStores.files.list(store.id, { filter: 'failed' });
    expect(failed.data).toMatchObject([
      { id: ids[1], last_error: { code: 'unsupported_file', message: 'The file type is not supported.' } },
    ]);
  });

  it('cancels the files of a batch that are not indexed yet', async () => {
    const client = clients[surface];
    const store = await client.vectorStores.create({});
    const id = await upload('Too late.');
    const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids: [id] });
    const params = { vector_store_id: store.id };
    const answer = await client.vectorStores.fileBatches.cancel(batch.id, params);
    expect(answer.status).toBe(surface === 'azure' ? 'cancelling' : 'cancelled');
    await advance('PT10S');
    expect(await client.vectorStores.fileBatches.retrieve(batch.id, params)).toMatchObject({
      status: 'cancelled',
      file_counts: { cancelled: 1, total: 1 },
    });
    expect(await client.vectorStores.files.retrieve(id, params)).toMatchObject({ status: 'cancelled' });
  });

  it('keeps a file that leaves a store, and removes a deleted file from every store', async () => {
    const client = clients[surface];
    const [kept, gone] = [await upload('Kept.'), await upload('Gone.')];
    const stores = await Promise.all([1, 2].map(() => client.vectorStores.create({ file_ids: [kept, gone] })));
    const [first, second] = stores.map(({ id }) => ({ vector_store_id: id }));
    if (!first || !second) throw new Error('two stores were made');
    await client.vectorStores.files.delete(kept, first);
    expect((await clients.projectV1.files.retrieve(kept)).id).toBe(kept);
    await clients.projectV1.files.delete(gone);
    await advance('PT10S');
    expect(await client.vectorStores.retrieve(first.vector_store_id)).toMatchObject({ file_counts: { total: 0 } });
    expect(await client.vectorStores.retrieve(second.vector_store_id)).toMatchObject({
      file_counts: { completed: 1, total: 1 },
    });
    await expect(client.vectorStores.files.retrieve(gone, second)).rejects.toMatchObject({ status: 404 });
  });

  it('names the invalid field', async () => {
    const { vectorStores } = clients[surface];
    const store = await vectorStores.create({});
    await expect(vectorStores.files.create(store.id, { file_id: 'file-none' })).rejects.toMatchObject({
      status: 404,
      param: 'file_id',
    });
    const overlap = { max_chunk_size_tokens: 100, chunk_overlap_tokens: 51 };
    const wrong = { file_id: await upload('x'), chunking_strategy: { type: 'static' as const, static: overlap } };
    await expect(vectorStores.files.create(store.id, wrong)).rejects.toMatchObject({
      status: 400,
      param: 'chunking_strategy.static.chunk_overlap_tokens',
    });
    await expect(vectorStores.retrieve('vs_none')).rejects.toMatchObject({ status: 404 });
  });
});

it('accepts 500 files in a batch in 2024-10-01-preview, and none of the fields of v1', async () => {
  const { vectorStores } = clients.azure;
  const { id } = await vectorStores.create({});
  const file_ids = Array.from({ length: 501 }, (_, at) => `file-${at}`);
  await expect(vectorStores.fileBatches.create(id, { file_ids })).rejects.toMatchObject({
    status: 400,
    param: 'file_ids',
  });
  await expect(vectorStores.fileBatches.create(id, { file_ids: ['a'], attributes: {} })).rejects.toMatchObject({
    status: 400,
    code: 'unknown_parameter',
    param: 'attributes',
  });
});

it('has no attributes in the files of 2024-10-01-preview', async () => {
  const { vectorStores } = clients.azure;
  const { id } = await vectorStores.create({});
  const file_id = await upload('Without attributes.');
  const attached = await vectorStores.files.create(id, { file_id });
  const read = await vectorStores.files.retrieve(file_id, { vector_store_id: id });
  const [listed] = (await vectorStores.files.list(id)).data;
  for (const file of [attached, read, listed]) expect(file).not.toHaveProperty('attributes');
});

it('takes file_ids or files in v1, each with attributes and chunking of its own', async () => {
  const { vectorStores } = clients.projectV1;
  const { id } = await vectorStores.create({});
  const file_id = await upload('Word for word.');
  await expect(vectorStores.fileBatches.create(id, {})).rejects.toMatchObject({ status: 400, param: 'file_ids' });
  const sizes = { max_chunk_size_tokens: 200, chunk_overlap_tokens: 20 };
  const files = [
    { file_id, attributes: { year: 2026 }, chunking_strategy: { type: 'static' as const, static: sizes } },
  ];
  await vectorStores.fileBatches.create(id, { files });
  const params = { vector_store_id: id };
  expect(await vectorStores.files.retrieve(file_id, params)).toMatchObject({
    attributes: { year: 2026 },
    chunking_strategy: { type: 'static', static: sizes },
  });
  expect(await vectorStores.files.update(file_id, { ...params, attributes: { year: 2027 } })).toMatchObject({
    attributes: { year: 2027 },
  });
  await advance('PT10S');
  const content = await vectorStores.files.content(file_id, params);
  expect(content.data).toEqual([{ type: 'text', text: 'Word for word.' }]);
});

it('expires an idle store, and still lists its files', async () => {
  const { vectorStores } = clients.projectV1;
  const file = await upload('Soon forgotten.');
  const { id } = await vectorStores.create({ file_ids: [file], expires_after: { anchor: 'last_active_at', days: 1 } });
  await advance('PT23H');
  await vectorStores.search(id, { query: 'forgotten' });
  await advance('PT23H');
  expect((await vectorStores.retrieve(id)).status).toBe('completed');
  await advance('PT1H');
  expect((await vectorStores.retrieve(id)).status).toBe('expired');
  expect((await vectorStores.files.list(id)).data).toHaveLength(1);
  await expect(vectorStores.search(id, { query: 'forgotten' })).rejects.toMatchObject({ status: 400 });
});

it('returns the best results first, with filters, a threshold and a limit', async () => {
  const { vectorStores } = clients.projectV1;
  const { id } = await vectorStores.create({});
  const about = { harbour: 2020, bakery: 2022, library: 2024 };
  const files = await Promise.all(
    Object.entries(about).map(async ([place, year]) => ({
      file_id: await upload(`Opening hours of the ${place}: it opens at ${year}, and closes late.`, `${place}.md`),
      attributes: { year, place },
    })),
  );
  await vectorStores.fileBatches.create(id, { files });
  await advance('PT10S');
  const search = async (params: Parameters<typeof vectorStores.search>[1]) =>
    (await vectorStores.search(id, params)).data.map(({ filename }) => filename);
  const query = 'When does the bakery open?';
  expect((await search({ query }))[0]).toBe('bakery.md');
  expect(await search({ query, max_num_results: 1 })).toEqual(['bakery.md']);
  const late = { type: 'gte' as const, key: 'year', value: 2024 };
  expect(await search({ query, filters: late })).toEqual(['library.md']);
  const notLate = { type: 'ne' as const, key: 'place', value: 'bakery' };
  expect(await search({ query, filters: { type: 'and', filters: [late, notLate] } })).toEqual(['library.md']);
  expect(await search({ query, ranking_options: { score_threshold: 0.99 } })).toEqual([]);
  const [best] = (await vectorStores.search(id, { query })).data;
  expect(best).toMatchObject({ attributes: { year: 2022 }, content: [{ type: 'text' }] });
});

it('clears the files of a deleted store, and keeps those of others', async () => {
  const { vectorStores } = clients.projectV1;
  const file = await upload('Shared by two.');
  const [gone, left] = await Promise.all([1, 2].map(() => vectorStores.create({ file_ids: [file] })));
  if (!gone || !left) throw new Error('two stores were made');
  await advance('PT10S');
  await vectorStores.delete(gone.id);
  await expect(vectorStores.search(gone.id, { query: 'shared' })).rejects.toMatchObject({ status: 404 });
  await expect(vectorStores.files.list(gone.id)).rejects.toMatchObject({ status: 404 });
  expect((await vectorStores.search(left.id, { query: 'shared' })).data).toHaveLength(1);
  expect((await clients.projectV1.files.retrieve(file)).id).toBe(file);
});
