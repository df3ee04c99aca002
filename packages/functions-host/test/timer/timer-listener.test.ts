import { TestClock } from '../../src/clock/test-clock.ts';
import { parseSchedule } from '../../src/timer/schedule.ts';
import type { ScheduleStatus } from '../../src/timer/schedule-status.ts';
import type { StatusStore } from '../../src/timer/status-store.ts';
import { timeZone } from '../../src/timer/time-zone.ts';
import { type TimerListenerOptions, timerListener } from '../../src/timer/timer-listener.ts';
import { collectLog } from '../support/collect-log.ts';
import { StepClock } from '../support/step-clock.ts';

const MINUTE = 60_000;
const start = Date.UTC(2026, 5, 1, 10, 0, 30);
const utc = timeZone('UTC');

interface Input {
  readonly ScheduleStatus: { readonly Last: string; readonly Next: string } | null;
  readonly IsPastDue: boolean;
}

/** A status kept in memory, as storage would. */
function memoryStore(stored?: ScheduleStatus): StatusStore & { written: ScheduleStatus[] } {
  const written: ScheduleStatus[] = [];
  return {
    written,
    read: async () => written.at(-1) ?? stored,
    write: async (status) => void written.push(status),
  };
}

function listen(schedule: string, options: Partial<TimerListenerOptions> = {}) {
  const clock = new StepClock(start);
  const inputs: Input[] = [];
  const log = collectLog();
  const listener = timerListener({
    schedule: parseSchedule(schedule, utc),
    store: undefined,
    runOnStartup: false,
    offsetAt: utc.offsetAt,
    clock,
    onStop: () => {},
    log: log.log,
    ...options,
    run: async (invocation) => {
      inputs.push(JSON.parse(invocation.input.json ?? 'null'));
      await options.run?.(invocation);
    },
  });
  return { clock, inputs, listener, log };
}

describe('a timer', () => {
  it('runs when it is due, repeatedly, and stores when', async () => {
    const store = memoryStore();
    const { clock, inputs, listener } = listen('0 * * * * *', { store });
    await listener.start();
    await clock.advance(29_999);
    expect(inputs).toHaveLength(0);
    await clock.advance(1);
    await clock.advance(MINUTE);
    expect(inputs).toHaveLength(2);
    expect(inputs[1]).toEqual({
      Schedule: { AdjustForDST: true },
      ScheduleStatus: {
        Last: '2026-06-01T10:01:00+00:00',
        Next: '2026-06-01T10:02:00+00:00',
        LastUpdated: '2026-06-01T10:01:00+00:00',
      },
      IsPastDue: false,
    });
    expect(store.written.at(-1)?.next).toBe(start + 30_000 + 2 * MINUTE);
  });

  it('shows no last run when it is new, and has a status before its first run', async () => {
    const store = memoryStore();
    const { inputs, listener, clock } = listen('0 0 5 * * *', { store, runOnStartup: true });
    await listener.start();
    expect(store.written).toEqual([{ last: undefined, next: Date.UTC(2026, 5, 2, 5), lastUpdated: start }]);
    await clock.advance(0);
    expect(inputs[0]?.ScheduleStatus).toMatchObject({
      Last: '0001-01-01T00:00:00+00:00',
      LastUpdated: '0001-01-01T00:00:00+00:00',
    });
  });

  it('runs a missed occurrence once at the start, past due, then follows its schedule', async () => {
    const last = start - 10 * MINUTE - 30_000;
    const store = memoryStore({ last, next: last + MINUTE, lastUpdated: last });
    const { clock, inputs, listener } = listen('0 * * * * *', { store });
    await listener.start();
    await clock.advance(0);
    expect(inputs.map(({ IsPastDue }) => IsPastDue)).toEqual([true]);
    await clock.advance(30_000);
    expect(inputs.map(({ IsPastDue }) => IsPastDue)).toEqual([true, false]);
  });

  it('without a status passes none to its function', async () => {
    const { clock, inputs, listener } = listen('*/5 * * * * *', { runOnStartup: true });
    await listener.start();
    await clock.advance(5_000);
    expect(inputs.map(({ ScheduleStatus }) => ScheduleStatus)).toEqual([null, null]);
  });

  it('never runs twice at a time: an occurrence that is due meanwhile follows at once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let atOnce = 0;
    let most = 0;
    const { clock, inputs, listener } = listen('*/5 * * * * *', {
      run: async () => {
        most = Math.max(most, ++atOnce);
        if (inputs.length === 1) await promise;
        atOnce--;
      },
    });
    await listener.start();
    await clock.advance(5_000);
    await clock.advance(12_000);
    expect(inputs).toHaveLength(1);
    resolve();
    await clock.advance(0);
    expect(inputs).toHaveLength(2);
    expect(most).toBe(1);
  });

  it('continues after a failed function and after failed storage', async () => {
    const store: StatusStore = {
      read: async () => undefined,
      write: () => Promise.reject(new Error('storage is down')),
    };
    const { clock, inputs, listener, log } = listen('0 * * * * *', {
      store,
      run: () => Promise.reject(new Error('failed')),
    });
    await listener.start();
    await clock.advance(30_000);
    await clock.advance(MINUTE);
    expect(inputs).toHaveLength(2);
    expect(log.messages('error')).toContainEqual(expect.stringContaining('storage is down'));
  });

  it('reports an unreadable status and starts now', async () => {
    const store: StatusStore = { read: () => Promise.reject(new Error('no answer')), write: async () => {} };
    const { clock, inputs, listener, log } = listen('0 * * * * *', { store });
    await listener.start();
    await clock.advance(30_000);
    expect(inputs.map(({ IsPastDue }) => IsPastDue)).toEqual([false]);
    expect(log.messages('error')[0]).toContain('missed occurrences are not known: no answer');
  });

  it('starts nothing more after a stop and waits for what runs', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { clock, inputs, listener } = listen('*/5 * * * * *', { run: () => promise });
    await listener.start();
    await clock.advance(5_000);
    let isStopped = false;
    const stopped = listener.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(60_000);
    expect(isStopped).toBe(false);
    resolve();
    await stopped;
    await clock.advance(60_000);
    expect(inputs).toHaveLength(1);
  });

  it('runs manually with the stored status and keeps its schedule', async () => {
    const stored = { last: start - MINUTE, next: Date.UTC(2026, 5, 2, 5), lastUpdated: start - MINUTE };
    const store = memoryStore(stored);
    const { inputs, listener } = listen('0 0 5 * * *', { store });
    await listener.start();
    await listener.runManually?.('');
    expect(inputs[0]).toMatchObject({ IsPastDue: false, ScheduleStatus: { Next: '2026-06-02T05:00:00+00:00' } });
    expect(store.written).toEqual([]);
  });

  it('runs at each of its times while a test advances the clock', async () => {
    const clock = new TestClock(undefined, new StepClock(start));
    const { inputs, listener } = listen('0 0 * * * *', { clock, store: memoryStore() });
    await listener.start();
    await clock.advance(3 * 60 * MINUTE);
    expect(inputs.map(({ ScheduleStatus }) => ScheduleStatus?.Next)).toEqual([
      '2026-06-01T11:00:00+00:00',
      '2026-06-01T12:00:00+00:00',
      '2026-06-01T13:00:00+00:00',
    ]);
  });
});
