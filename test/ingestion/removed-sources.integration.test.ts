import type { ApiResponse } from '../../shared/http/response.ts';
import type { IngestionApi } from '../../shared/ingestion/api/ingestion-api.ts';
import { readIngestions } from '../../shared/ingestion/api/read-ingestions.ts';
import { clearSource } from '../../shared/ingestion/api/removed-sources.ts';
import { ServiceHarness } from '../support/ingestion/service-harness.ts';
import { testServices } from '../support/ingestion/services.ts';

const services = testServices();

const removedIn = async (api: IngestionApi) => ((await readIngestions(api)).body as { removed: unknown }).removed;
const codeOf = ({ status, body }: ApiResponse) => [status, (body as { code?: string }).code];

it('a source that leaves foundry.config.ts is reported with its files, which are deleted when an operator clears them, and not before', async () => {
  const world = new ServiceHarness(services);
  world.configure({
    manuals: { from: 'products/manuals/**', store: 'products' },
    leaflets: { from: 'products/leaflets/**', store: 'products' },
    prices: { from: 'products/prices/**', store: 'prices' },
  });
  for (const name of ['manuals/a', 'manuals/b', 'leaflets/c', 'prices/d'])
    await world.deliver(await world.write(`products/${name}.md`, `About ${name}.`));
  await world.rest('products');
  await world.rest('prices');
  expect(await removedIn(world.api)).toEqual([]);
  expect(codeOf(await clearSource('manuals', '', world.api))).toEqual([409, 'source_in_use']);
  expect(codeOf(await clearSource('nobody', '', world.api))).toEqual([404, 'source_not_found']);

  // One leaves, one moves to another store, one has its blobs taken over under another name.
  world.configure({
    papers: { from: 'products/leaflets/**', store: 'products' },
    prices: { from: 'products/prices/**', store: 'price lists' },
  });
  await world.scan('papers', true);
  await world.rest('products');
  await world.scan('prices', true);
  await world.rest('price lists');
  expect(await world.files('products')).toHaveLength(3);
  const expected = [
    { source: 'manuals', store: 'products', blobs: 2 },
    { source: 'prices', store: 'prices', blobs: 1 },
  ];
  const removed = await removedIn(world.api);
  expect(removed).toHaveLength(2);
  expect(removed).toEqual(expect.arrayContaining(expected));
  const leaflet = (await world.files('products')).find(({ attributes }) => attributes?.source === 'papers');
  expect(leaflet?.attributes).toEqual({ source: 'papers', path: 'products/leaflets/c.md' });

  expect(await clearSource('manuals', '{"dryRun":true}', world.api)).toMatchObject({
    status: 200,
    body: { removed: [{ store: 'products', blobs: 2 }] },
  });
  expect(codeOf(await clearSource('manuals', '{"store":"prices"}', world.api))).toEqual([404, 'source_not_found']);
  expect(await clearSource('manuals', '', world.api)).toMatchObject({ status: 202 });
  expect(await clearSource('prices', '', world.api)).toMatchObject({ status: 202 });
  expect(world.woken).toEqual(['products', 'prices']);
  await world.rest('products');
  await world.rest('prices');
  expect(await removedIn(world.api)).toEqual([]);
  expect((await world.files('products')).map(({ id }) => id)).toEqual([leaflet?.id]);
  expect(await world.files('prices')).toEqual([]);
  expect(await world.files('price lists')).toHaveLength(1);
});
