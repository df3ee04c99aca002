import fc from 'fast-check';
import { seededRandom } from '../../shared/core/random.ts';
import { cron } from '../../shared/evaluations/config/when.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { occurrenceId, occurrencesBetween } from '../../shared/evaluations/store/occurrences.ts';
import { Crash, entry, World } from './evaluation-app.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-01-01T00:00:30Z');

const later = async (world: World, entries: Parameters<typeof schedulerTick>[0], ms: number, step = MINUTE) => {
  for (const end = world.now + ms; world.now < end; ) {
    world.now = Math.min(end, world.now + step);
    await schedulerTick(entries, world.services());
  }
};
const begun = async (...entries: Parameters<typeof schedulerTick>[0]) => {
  const world = new World(START);
  await schedulerTick(entries, world.services());
  return world;
};
const times = (world: World) => [...world.started.keys()].map((id) => id.split('/')[2]?.slice(11, 16));
const reasons = (world: World) => [...world.leftOut.values()].map(({ why, count }) => [why, count]);

describe('a tick', () => {
  it('starts what is due, once, and nothing from before the entry was there', async () => {
    const hourly = entry('hourly');
    const world = await begun(hourly);
    await later(world, [hourly], 3 * HOUR);
    expect(times(world)).toEqual(['01:00', '02:00', '03:00']);
  });

  it.each([
    ['all', ['01:00', '02:00', '03:00'], []],
    ['latest', ['03:00'], [['missed', 2]]],
    ['none', [], [['missed', 3]]],
  ] as const)('makes up for an outage by the policy %s', async (catchUp, starts, left) => {
    const hourly = entry('hourly', { catchUp });
    const world = await begun(hourly);
    world.now += 3.5 * HOUR;
    for (let ticks = 0; ticks < 4; ticks++) await schedulerTick([hourly], world.services());
    expect(times(world)).toEqual(starts);
    expect(reasons(world)).toEqual(left);
  });

  it.each([
    [
      'skip',
      ['01:00'],
      [
        ['overlap', 1],
        ['overlap', 1],
      ],
    ],
    ['queue', ['01:00'], []],
    ['allow', ['01:00', '02:00', '03:00'], []],
  ] as const)('treats an occurrence whose predecessor still runs by the policy %s', async (overlap, starts, left) => {
    const hourly = entry('hourly', { overlap });
    const world = await begun(hourly);
    world.ended = () => false;
    await later(world, [hourly], 3 * HOUR);
    expect(times(world)).toEqual(starts);
    expect(reasons(world)).toEqual(left);
    world.ended = () => true;
    await later(world, [hourly], 10 * MINUTE);
    expect(world.started.size).toBe(overlap === 'skip' ? 1 : 3);
  });

  it('keeps the hourly cap, also when two hosts tick at once', async () => {
    const often = entry('often', { when: cron('*/5 * * * *'), maxHourlyRuns: 4, overlap: 'allow' });
    const world = await begun(often);
    for (let minute = 0; minute < 120; minute++) {
      world.now += MINUTE;
      await Promise.all([schedulerTick([often], world.services()), schedulerTick([often], world.services())]);
    }
    const starts = [...world.started.values()];
    for (const at of starts)
      expect(starts.filter((other) => other >= at && other < at + HOUR).length).toBeLessThanOrEqual(4);
    expect(starts.length).toBeGreaterThanOrEqual(8);
  });

  it('costs one request when nothing is due, whatever the number of entries', async () => {
    const many = Array.from({ length: 500 }, (_, at) => entry(`e${at}`));
    const world = await begun(...many);
    world.requests = 0;
    world.now += MINUTE;
    await schedulerTick(many, world.services());
    expect(world.requests).toBe(1);
  });

  it('lets one entry that cannot be planned stop no other entry', async () => {
    const good = entry('good');
    const bad = { ...entry('bad'), when: { ...cron('0 * * * *'), timeZone: 'Mars/Base' } };
    const world = await begun(bad, good);
    await later(world, [bad, good], HOUR);
    expect([...world.started.keys()]).toEqual([occurrenceId('good', Date.parse('2026-01-01T01:00:00Z'))]);
  });

  it('does not make up for a schedule that was changed', async () => {
    const world = await begun(entry('e'));
    world.now += 5 * HOUR;
    await schedulerTick([entry('e', { when: cron('30 * * * *') })], world.services());
    expect(world.started.size + world.leftOut.size).toBe(0);
  });

  it('spreads a thousand of the same minute, and starts each once', async () => {
    const many = Array.from({ length: 1_000 }, (_, at) => entry(`e${at}`, { jitter: 'PT5M' }));
    const world = await begun(...many);
    world.now = Date.parse('2026-01-01T01:00:00Z');
    const seconds = new Map<number, number>();
    const services = world.services();
    const execute: typeof services.execute = async (todo, now) => {
      if (todo.do === 'start') {
        const second = Math.floor((todo.notBefore - now) / 1000);
        seconds.set(second, (seconds.get(second) ?? 0) + 1);
      }
      await services.execute(todo, now);
    };
    await schedulerTick(many, { ...services, execute });
    expect(world.started.size).toBe(1_000);
    expect(Math.max(...seconds.values())).toBeLessThan(20);
  });
});

describe('a year with outages and crashes, on two hosts', () => {
  const zones = ['Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
  it('starts each due occurrence once, or accounts for it, and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom('all', 'latest', 'none'),
        fc.constantFrom('skip', 'queue', 'allow'),
        async (seed, catchUp, overlap) => {
          const next = seededRandom(seed);
          const entries = zones.map((zone, at) =>
            entry(`z${at}`, { when: cron('30 1,2 * * *', zone), catchUp, overlap }),
          );
          const world = await begun(...entries);
          const until = START + 365 * DAY;
          world.fate = () => {
            if (next() < 0.02) throw new Crash();
          };
          while (world.now < until) {
            world.now += next() < 0.03 ? next() * 5 * DAY : 4 * HOUR;
            const hosts = next() < 0.5 ? 2 : 1;
            await Promise.allSettled(Array.from({ length: hosts }, () => schedulerTick(entries, world.services())));
          }
          world.fate = () => {};
          const waits = () => Object.values(world.stored.state.entries).some(({ waiting }) => waiting.length > 0);
          do await schedulerTick(entries, world.services());
          while (waits());
          await schedulerTick(entries, world.services());
          for (const one of entries) {
            const due = occurrencesBetween(one.when, START, world.now, 100_000).found;
            const started = [...world.started.keys()].filter((id) => id.split('/')[1] === one.name);
            const left = [...world.leftOut.values()].filter(({ name }) => name === one.name);
            expect(started.length + left.reduce((sum, { count }) => sum + count, 0)).toBe(due.length);
            for (const id of started) expect(due).toContain(Date.parse(id.split('/')[2] ?? ''));
          }
        },
      ),
      { numRuns: 3 },
    );
  });
});
