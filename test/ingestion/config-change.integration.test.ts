import { startIngestion } from '../../shared/ingestion/api/start-ingestion.ts';
import type { SourceConfig } from '../../shared/ingestion/sources/source.ts';
import { ServiceHarness } from '../support/ingestion/service-harness.ts';
import { testServices } from '../support/ingestion/services.ts';

const services = testServices();

const configured = (rest: Partial<SourceConfig>) => ({ handbook: { from: 'documents/**', ...rest } });

async function dryRun(world: ServiceHarness) {
  const answer = await startIngestion(JSON.stringify({ source: 'handbook', dryRun: true }), '', world.api);
  return answer.body as { readonly blobs: Readonly<Record<string, number>> };
}

async function uploads(): Promise<number> {
  const { requests } = await services.emulator.admin<{ requests: unknown[] }>(
    'GET',
    'requests?limit=1000&operation=Files_UploadFile',
  );
  return requests.length;
}

it('a change of chunking and attributes is foreseen by a dry run, and carried out by a backfill without an upload', async () => {
  const world = new ServiceHarness(services);
  const text = 'All about returns, warranties and repairs. '.repeat(100);
  for (const name of ['a', 'b', 'c']) await world.deliver(await world.write(`documents/${name}.md`, `${name} ${text}`));
  await world.deliver(await world.write('documents/copy of a.md', `a ${text}`, { author: 'Ada' }));
  await world.rest();
  const before = await uploads();
  const [{ id: storeId } = { id: '' }] = (await services.emulator.projectV1.getOpenAIClient().vectorStores.list()).data;
  const chunksOf = async (id: string) => {
    const { data } = await services.emulator.projectV1
      .getOpenAIClient()
      .vectorStores.files.content(id, { vector_store_id: storeId });
    return data.length;
  };
  expect((await dryRun(world)).blobs).toMatchObject({ unchanged: 4, toLabel: 0, toCut: 0 });

  world.configure(configured({ attributes: ({ metadata }) => ({ author: metadata.author ?? 'nobody' }) }));
  expect((await dryRun(world)).blobs).toMatchObject({ unchanged: 0, toLabel: 4, toCut: 0 });
  await world.scan();
  await world.rest();
  expect((await dryRun(world)).blobs).toMatchObject({ unchanged: 4, toLabel: 0, toCut: 0 });
  const files = await world.files();
  expect(files.map(({ attributes }) => `${attributes?.path} ${attributes?.author}`).toSorted()).toEqual([
    'documents/a.md nobody',
    'documents/b.md nobody',
    'documents/c.md nobody',
  ]);
  await world.deliver(await world.delete('documents/a.md'));
  await world.rest();
  expect((await world.files()).map(({ attributes }) => `${attributes?.path} ${attributes?.author}`)).toContain(
    'documents/copy of a.md Ada',
  );

  world.configure(configured({ chunking: { maxTokens: 100, overlap: 0 } }));
  expect((await dryRun(world)).blobs).toMatchObject({ unchanged: 0, toLabel: 0, toCut: 3 });
  const one = files[0]?.id ?? '';
  expect(await chunksOf(one)).toBe(2);
  await world.scan();
  await world.rest();
  expect(await chunksOf(one)).toBeGreaterThan(8);
  expect((await dryRun(world)).blobs).toMatchObject({ unchanged: 3, toLabel: 0, toCut: 0 });
  const after = await world.files();
  expect(after.map(({ id }) => id).toSorted()).toEqual(files.map(({ id }) => id).toSorted());
  expect(after.every(({ status }) => status === 'completed')).toBe(true);
  expect(await uploads()).toBe(before);
});
