import { runSameMinute } from './same-minute/run-same-minute.ts';

it('starts what falls due together once each, with two host processes ticking on one storage account', async () => {
  const count = 20;
  const { made } = await runSameMinute({ count, hosts: 2, jitter: 'PT0S', patienceMs: 100_000 });
  expect([...made].toSorted()).toEqual(
    Array.from({ length: count }, (_, number) => [`e${number}`, 1] as const).toSorted(),
  );
}, 240_000);
