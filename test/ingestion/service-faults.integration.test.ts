import type { RunningAzurite } from '../../local/platform/azurite.ts';
import type { FaultRequest } from '../../packages/foundry-emulator/src/core/http/fault.ts';
import { startAzurite } from '../support/azurite.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { ServiceHarness } from '../support/ingestion/service-harness.ts';

/** Every call of the pipeline, by what the emulator calls it. */
const CALLS = [
  'VectorStores_List',
  'VectorStores_Create',
  'Files_UploadFile',
  'VectorStores_CreateFileBatch',
  'VectorStores_GetFileBatch',
  'VectorStores_ListFileBatchFiles',
  'VectorStores_ListFiles',
  'VectorStores_DetachFile',
  'Files_ListFiles',
  'Files_DeleteFile',
];

const KINDS: Readonly<Record<string, Omit<FaultRequest, 'operation'>>> = {
  'too many requests': { status: 429, retryAfterMs: 30 },
  'a failure before anything was done': { status: 500 },
  'a failure after it was done': { status: 500, afterEffect: true },
  'service unavailable': { status: 503, retryAfter: 1 },
  'a conflict': { status: 409 },
  'a connection that breaks before': { drop: 'before' },
  'a connection that breaks after': { drop: 'after' },
  'a slow answer': { delayMs: 200 },
};

let azurite: RunningAzurite;
let emulator: TestEmulator;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());
beforeEach(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
});
afterEach(() => emulator.close());

const LONG = 'A long text. '.repeat(30_000);

let worlds = 0;

interface ArmedFault {
  readonly operation: string;
  readonly hits: number;
}

/**
 * Blobs that come, change, are copied and go; one larger than the window, one that no service can read. Further ones come and go until
 * `isEnough`: on a slow machine one batch may take all the others.
 */
async function liveThrough(arm: () => Promise<void>, isEnough: (faults: readonly ArmedFault[]) => boolean) {
  const container = `documents${worlds++}`;
  const store = `store-${container}`;
  const world = new ServiceHarness({
    emulator,
    azurite,
    sources: { handbook: { from: `${container}/**`, store } },
  });
  await arm();
  const at = (name: string) => `${container}/${name}`;
  await world.deliver(await world.write(at('stays.md'), 'It stays.'), await world.write(at('goes.md'), 'It goes.'));
  await world.deliver(await world.write(at('garbage.pdf'), Buffer.from([0, 1, 2, 3])));
  await world.deliver(await world.write(at('large.txt'), LONG));
  await world.turn(store);
  await world.deliver(await world.write(at('stays.md'), 'It stays, changed.'), await world.delete(at('goes.md')));
  await world.deliver(await world.write(at('copy.md'), 'It stays, changed.'));
  await world.deliver(await world.write(at('more garbage.pdf'), Buffer.from([4, 5, 6, 7])));
  await world.scan('handbook', true);
  await world.rest(store);

  const armed = async () => (await emulator.admin<{ faults: ArmedFault[] }>('GET', 'faults')).faults;
  let faults = await armed();
  for (let round = 1; round <= 5 && !isEnough(faults); round++) {
    await world.deliver(await world.write(at('passing.md'), `It goes soon, ${round}.`));
    await world.rest(store);
    await world.deliver(await world.delete(at('passing.md')));
    await world.rest(store);
    faults = await armed();
  }
  await emulator.admin('DELETE', 'faults');
  const files = await world.files(store);
  expect(files.map(({ status }) => status)).toEqual(['completed', 'completed']);
  expect((await contents(files)).toSorted()).toEqual([LONG, 'It stays, changed.']);
  return { world, faults };
}

const contents = (files: readonly { readonly id: string }[]) =>
  Promise.all(files.map(async ({ id }) => (await emulator.projectV1.getOpenAIClient().files.content(id)).text()));

const arm = (faults: readonly FaultRequest[]) => async () => void (await emulator.admin('POST', 'faults', faults));

describe('every call of the pipeline, struck by', () => {
  it.each(Object.entries(KINDS))('%s, leaves each blob in the store once, and nothing else', async (_, kind) => {
    // A batch with an unknown id is read by its files: only the first one is lost.
    const timesOf = (operation: string) => (operation === 'VectorStores_CreateFileBatch' ? 1 : 2);
    const unhit = (faults: readonly ArmedFault[]) =>
      faults.filter(({ hits }) => hits === 0).map(({ operation }) => operation);
    const { faults } = await liveThrough(
      arm(CALLS.map((operation) => ({ ...kind, operation, times: timesOf(operation) }))),
      (armed) => unhit(armed).length === 0,
    );
    expect(unhit(faults)).toEqual([]);
  });
});

describe('faults of all kinds, a third of the time', () => {
  it.each([1, 2, 3])('leave each blob in the store once, and nothing else (seed %i)', async (seed) => {
    const share = 0.35 / Object.keys(KINDS).length;
    const { world } = await liveThrough(
      arm(
        Object.values(KINDS).map((kind, at) => ({
          ...kind,
          path: '/api/projects/*',
          probability: share,
          seed: seed * 100 + at,
          times: 40,
        })),
      ),
      () => true,
    );
    expect(world.logged.some((line) => line.startsWith('warn'))).toBe(true);
  });
});
