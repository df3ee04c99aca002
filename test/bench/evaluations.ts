import { cron } from '../../shared/evaluations/config/when.ts';
import { plan } from '../../shared/evaluations/scheduler/plan.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { EMPTY } from '../../shared/evaluations/store/scheduler-state.ts';
import { entry, World } from '../evaluations/evaluation-app.ts';
import { runSameMinute } from '../evaluations/same-minute/run-same-minute.ts';
import { report } from './report.ts';
import { round } from './statistics.ts';

const ROUNDS = 5;

/** Evaluations that fall due in the same minute. */
const TOGETHER = 1_000;

const zones = ['UTC', 'Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe'];
const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    entry(`e${at}`, { when: cron(`${at % 60} ${at % 24} * * *`, zones[at % 4]) }),
  );

/** Cost of computing the due occurrences: by rule, by ten times as many rules, and in storage requests when nothing is due. */
export async function evaluations(): Promise<boolean> {
  const now = Date.parse('2026-03-08T06:30:30Z');
  const perRule = (count: number): number => {
    const entries = many(count);
    const { state } = plan(entries, EMPTY, now - 60_000, new Set());
    const times = Array.from({ length: ROUNDS }, () => {
      const begun = performance.now();
      plan(entries, state, now, new Set());
      return performance.now() - begun;
    });
    return (times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN) / count;
  };
  perRule(1_000);
  const [few, lots] = [perRule(1_000), perRule(10_000)];

  const idle = async (count: number): Promise<number> => {
    const entries = many(count);
    const world = new World(now);
    await schedulerTick(entries, world.services());
    world.requests = 0;
    await schedulerTick(entries, world.services());
    return world.requests;
  };
  const together = await runSameMinute({ count: TOGETHER, hosts: 1, jitter: 'PT1M', patienceMs: 420_000 });
  const twice = [...together.made.values()].filter((runs) => runs > 1).length;
  return report(
    'evaluations',
    [
      { name: 'due computation, 10,000 rules', value: round(lots * 1000), unit: 'us/rule', atMost: 100 },
      { name: 'a rule among 10,000 / a rule among 1,000', value: round(lots / few), unit: 'ratio', atMost: 1.5 },
      { name: 'storage requests of an idle tick, 10 rules', value: await idle(10), unit: '', atMost: 1 },
      { name: 'storage requests of an idle tick, 10,000 rules', value: await idle(10_000), unit: '', atMost: 1 },
      {
        name: 'evaluations of one minute, on real storage and Durable Functions',
        value: together.made.size,
        unit: '',
        atLeast: TOGETHER,
      },
      { name: 'of them started twice', value: twice, unit: '', atMost: 0 },
      {
        name: 'until the last of them runs at the service (spread over a minute)',
        value: round(together.seconds),
        unit: 's',
      },
    ],
    {},
  );
}
