import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../shared/core/random.ts';
import { type WatchedQueues, watchQueues } from '../../support/queue-watch.ts';
import { AgentCalls } from '../calls.ts';
import { startChaos } from '../chaos-platform.ts';
import { atMost, type Check, type Row } from '../row.ts';

/** Calls of each burst, half of them for each of the two tools. */
const BURST = 12;
/** Milliseconds without calls, after which the host itself fetches again. */
const QUIET_MS = 2_500;
/** The host hides for ten minutes what it fetches; the app for one minute. */
const HOST_LOCK_S = 600;

/**
 * Measures for how long the host's own lock hides a message: from the answer to the host's fetch until the app has taken the message over
 * or deleted it. A process that ends meanwhile takes the message with it for ten minutes. A proxy before the queues sees both.
 */
export const window: Row = {
  name: 'window',
  title: 'messages under the lock of the host, which a kill would hide for ten minutes',
  run: async ({ seed, kills, patienceMs, print }) => {
    const random = seededRandom(seed);
    let watched: WatchedQueues | undefined;
    const platform = await startChaos({}, undefined, async (queues) => {
      watched = await watchQueues(queues, HOST_LOCK_S);
      return watched.url;
    });
    const calls = new AgentCalls(platform.endpoints.storage);
    const cold: number[] = [];
    const warm: number[] = [];
    let most = 0;
    try {
      for (let at = 0; at < kills; at++) {
        for (const windows of [cold, warm]) {
          const ids = await Promise.all(Array.from({ length: BURST }, () => calls.send(Math.floor(random() * 200))));
          await calls.answered(ids, patienceMs);
          await sleep(QUIET_MS);
          const seen = watched?.take();
          windows.push(...(seen?.windows ?? []));
          most = Math.max(most, seen?.most ?? 0);
        }
        print(`  ${at + 1} of ${kills}: ${cold.length} messages after a start, ${warm.length} later`);
        await platform.host.kill();
        await platform.restartHost();
      }
      return [
        ...figures('first calls after a start', cold),
        ...figures('calls after a pause', warm),
        atMost('messages under the lock of the host at once, per queue', most, 1),
      ];
    } finally {
      await calls.close();
      await platform.stop();
      await watched?.close();
    }
  },
};

function figures(name: string, windows: readonly number[]): Check[] {
  const sorted = windows.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN) * 10) / 10;
  return [
    { what: `${name}: messages`, value: sorted.length },
    { what: `${name}: median, 90 %, longest (ms)`, value: `${at(0.5)}, ${at(0.9)}, ${at(1)}` },
  ];
}
