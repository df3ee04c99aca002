import { ServiceHarness } from '../support/ingestion/service-harness.ts';
import { testServices } from '../support/ingestion/services.ts';

/** `INGESTION_BACKFILL=5000 npm test -- test/ingestion/backfill` takes some minutes. */
const FILES = Number(process.env.INGESTION_BACKFILL ?? 150);

const services = testServices();

/** The latest requests of the pipeline, newest first. */
async function requests(): Promise<unknown[]> {
  const { requests: latest } = await services.emulator.admin<{ requests: unknown[] }>('GET', 'requests?limit=5');
  return latest;
}

it('a second backfill of the same files asks the service for nothing at all', async () => {
  const world = new ServiceHarness(services);
  for (let from = 0; from < FILES; from += 50) {
    const some = Array.from({ length: Math.min(50, FILES - from) }, (_, at) => from + at);
    await Promise.all(some.map((at) => world.write(`documents/${at}.md`, `Page ${at} of the handbook.`)));
  }
  await world.scan();
  await world.rest();
  const files = await world.files();
  expect(files).toHaveLength(FILES);
  expect(files.every(({ status }) => status === 'completed')).toBe(true);

  const before = await requests();
  await world.scan();
  await world.rest();
  expect(await requests()).toEqual(before);
  expect(world.logged.filter((line) => line.includes('have been looked at'))).toHaveLength(2);
  expect(await world.files()).toEqual(files);
}, 900_000);
