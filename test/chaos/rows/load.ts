import { randomUUID } from 'node:crypto';
import { residentMiB } from '../../bench/memory.ts';
import { bareRounds, toolCalls } from '../../bench/queue-rounds.ts';
import { round, summarize, throughput, timed } from '../../bench/statistics.ts';
import { lookUp } from '../app/tools.ts';
import { startChaos } from '../chaos-platform.ts';
import { atLeast, atMost, type Row } from '../row.ts';

const AT_ONCE = 32;
const SERIAL = 60;
/** Aims of the ratios to the floor, put, get, put, get on the same storage in the same run. */
const AIMS = { throughput: 0.5, p99: 4, burst: 3, memory: 1.5, recovery: 2 };

export const load: Row = {
  name: 'load',
  title: 'sustained load and a burst',
  run: async ({ calls, burst, print }) => {
    const platform = await startChaos({
      hostEnv: { AzureFunctionsJobHost__logging__logLevel__default: 'Warning' },
    });
    try {
      const { storage } = platform.endpoints;
      const bare = await bareRounds(storage);
      const call = await toolCalls(storage, lookUp.queues.input.replace(/^tool-|-in$/g, ''));
      const one = async () => void (await call(randomUUID(), { number: 7 }));
      await timed(SERIAL, 4, one);
      const floorSerial = summarize(await timed(SERIAL, 1, bare.round)).p50;
      const before = summarize(await timed(SERIAL, 1, one)).p50;
      await bare.clear();
      print(`  sustained: ${calls} rounds, ${AT_ONCE} in flight`);
      const floorTimes = { perSecond: await throughput(Math.min(calls, 500), AT_ONCE, bare.round) };
      await bare.clear();
      const floorP99 = summarize(await timed(Math.min(calls, 500), AT_ONCE, bare.round)).p99;
      await bare.clear();
      const begun = performance.now();
      const times = await timed(calls, AT_ONCE, one);
      const perSecond = round(calls / ((performance.now() - begun) / 1000));
      const sustained = summarize(times);
      const memoryBefore = residentMiB(platform.host.pid);
      print(`  burst: ${burst} calls at once`);
      const floorBurst = await seconds(() => timed(burst, burst, bare.round));
      await bare.clear();
      const burstSeconds = await seconds(() => timed(burst, burst, one));
      const after = summarize(await timed(SERIAL, 1, one)).p50;
      const memoryAfter = residentMiB(platform.host.pid);
      return [
        { what: 'floor: rounds a second, p99', value: `${floorTimes.perSecond}/s, ${floorP99} ms` },
        { what: 'tool calls a second, p99', value: `${perSecond}/s, ${sustained.p99} ms` },
        atLeast('throughput ÷ floor', round(perSecond / floorTimes.perSecond), AIMS.throughput),
        atMost('p99 ÷ floor', round(sustained.p99 / floorP99), AIMS.p99),
        { what: `burst of ${burst}: floor, tool`, value: `${floorBurst} s, ${burstSeconds} s` },
        atMost('burst until the last answer ÷ floor', round(burstSeconds / floorBurst), AIMS.burst),
        { what: 'memory of host and worker', value: `${memoryBefore} → ${memoryAfter} MiB` },
        atMost('memory after ÷ before the burst', round(memoryAfter / memoryBefore), AIMS.memory),
        { what: 'serial p50: floor, before, after', value: `${floorSerial}, ${before}, ${after} ms` },
        atMost('serial p50 after ÷ before the burst', round(after / before), AIMS.recovery),
      ];
    } finally {
      await platform.stop();
    }
  },
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return round((performance.now() - begun) / 1000);
}
