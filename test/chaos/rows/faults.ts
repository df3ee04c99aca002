import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../../shared/core/random.ts';
import { AgentCalls } from '../calls.ts';
import { startChaos } from '../chaos-platform.ts';
import { atMost, type Row } from '../row.ts';

/** Milliseconds between calls: twenty a second. */
const INTERVAL_MS = 50;
/** Calls that are sent when the faults have ended. */
const AFTERWARDS = 60;
const RECOVERY_SECONDS = 30;

export const faults: Row = {
  name: 'faults',
  title: 'fault proxies between host, app and storage',
  run: async ({ seed, calls: count, patienceMs, print }) => {
    const random = seededRandom(seed);
    const platform = await startChaos({}, random);
    const calls = new AgentCalls(platform.endpoints.storage);
    try {
      platform.setFaults(true);
      for (let at = 0; at < count; at++) {
        await calls.send(Math.floor(random() * 100));
        await sleep(INTERVAL_MS);
        if (at % 100 === 99) print(`  ${at + 1} of ${count}: ${calls.unanswered} open`);
      }
      platform.setFaults(false);
      const over = Date.now();
      const ids = await Promise.all(Array.from({ length: AFTERWARDS }, () => calls.send()));
      const recovered = await calls.answered(ids, RECOVERY_SECONDS * 2_000);
      const seconds = Math.round((recovered - over) / 100) / 10;
      print(`  recovered after ${seconds} s; ${calls.unanswered} calls of the time before are open`);
      await calls.settled(patienceMs);
      const met = Object.entries(platform.faults()).filter(([kind, number]) => kind !== 'none' && number > 0);
      return [
        { what: 'faults', value: met.map(([kind, number]) => `${number} × ${kind}`).join(', ') },
        ...(await calls.checks(platform.repeats())),
        atMost(`${AFTERWARDS} calls after the end are answered within`, seconds, RECOVERY_SECONDS, 's'),
      ];
    } finally {
      await calls.close();
      await platform.stop();
    }
  },
};
