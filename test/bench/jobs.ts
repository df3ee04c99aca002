import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformJobs } from '../support/platform-jobs.ts';
import { residentMiB, smallHeap } from './memory.ts';
import { report } from './report.ts';
import { round, timed } from './statistics.ts';

const JOBS = 1_000;
const AT_ONCE = 16;
const HEAP_MIB = 96;
/** Time all of them are watched, and the interval of memory readings. */
const WATCHED_S = 60;
const SAMPLES = 12;

/**
 * A thousand evaluation runs at the same time on the local host: the emulator's clock stands still until all are accepted and have
 * been looked at for a minute. Says how fast jobs are accepted, whether memory stays flat, and how fast they end.
 */
export async function jobs(): Promise<boolean> {
  const world = await PlatformJobs.start({
    hostEnv: { JOB_SHORTEST_WAIT: 'PT5S', JOB_LONGEST_WAIT: 'PT10S', ...smallHeap(HEAP_MIB) },
  });
  try {
    const { pid } = world.platform.host;
    const evalId = await world.makeEval();
    await world.emulator('POST', 'clock', { scale: 0 });
    const idle = residentMiB(pid);

    console.log(`  ${JOBS} jobs are accepted ...`);
    const begun = performance.now();
    const ids: string[] = [];
    const accepted = await timed(JOBS, AT_ONCE, async (at) => {
      const { status, body } = await world.post(`evals/${evalId}/runs`, { data: { items: [{ a: `row ${at}` }] } });
      if (status !== 202) throw new Error(`The job was not accepted: ${status}`);
      ids.push(body.id);
    });
    const perSecond = JOBS / ((performance.now() - begun) / 1000);

    console.log(`  all of them run for ${WATCHED_S} s ...`);
    const memory: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await sleep((WATCHED_S * 1000) / SAMPLES);
      memory.push(residentMiB(pid));
    }

    console.log('  they end ...');
    const ending = performance.now();
    await world.emulator('POST', 'clock', { scale: 1 });
    for (const id of ids) await world.until(id, ({ state }) => state === 'succeeded', 600_000);
    const seconds = (performance.now() - ending) / 1000;

    const half = SAMPLES / 2;
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return report(
      'jobs',
      [
        { name: 'jobs accepted', value: round(perSecond), unit: 'per s' },
        {
          name: 'memory of 1,000 running jobs, second half / first half',
          value: round(mean(memory.slice(half)) / mean(memory.slice(0, half))),
          unit: 'ratio',
          atMost: 1.1,
        },
        { name: 'memory before the first job', value: idle, unit: 'MiB' },
        { name: 'memory with 1,000 running', value: memory.at(-1) ?? Number.NaN, unit: 'MiB' },
        { name: 'all ended after', value: round(seconds), unit: 's' },
      ],
      { memory, accepted: accepted.length },
    );
  } finally {
    await world.stop();
  }
}
