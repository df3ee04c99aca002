import { setTimeout as sleep } from 'node:timers/promises';
import { type ClockState, MovableClock } from '../../../src/core/clock/movable-clock.ts';
import { silentLog } from '../../../src/core/log.ts';

const clocks: MovableClock[] = [];
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

function makeClock(options: Partial<ConstructorParameters<typeof MovableClock>[0]> = {}): MovableClock {
  const clock = new MovableClock({ log: silentLog, ...options });
  clocks.push(clock);
  return clock;
}

const HOUR = 3_600_000;

describe('an advance', () => {
  it('fires what falls due in its order, each at its own time', async () => {
    const clock = makeClock({ scale: 0 });
    const start = clock.now();
    const fired: [string, number][] = [];
    const note = (name: string) => () => fired.push([name, clock.now() - start]);
    clock.after(2 * HOUR, note('b'));
    clock.after(HOUR, note('a'));
    clock.after(2 * HOUR, note('c'));
    clock.after(4 * HOUR, note('later'));
    await clock.leapTo(start + 3 * HOUR);
    expect(fired).toEqual([
      ['a', HOUR],
      ['b', 2 * HOUR],
      ['c', 2 * HOUR],
    ]);
    expect(clock.now()).toBe(start + 3 * HOUR);
  });

  it('waits for what a timer starts, and fires the timers that it sets', async () => {
    const clock = makeClock({ scale: 0 });
    const fired: string[] = [];
    clock.after(HOUR, async () => {
      await sleep(5);
      fired.push('first');
      clock.after(HOUR, () => fired.push('second'));
    });
    await clock.leapTo(clock.now() + 3 * HOUR);
    expect(fired).toEqual(['first', 'second']);
  });

  it('waits for what the alarm has set going a moment before, and fires the timers that it sets', async () => {
    const clock = makeClock();
    const fired: string[] = [];
    const rung = Promise.withResolvers<void>();
    clock.after(0, async () => {
      rung.resolve();
      await sleep(20);
      clock.after(HOUR, () => fired.push('set by what rang'));
    });
    await rung.promise;
    await clock.leapTo(clock.now() + 3 * HOUR);
    expect(fired).toEqual(['set by what rang']);
  });

  it('goes on past a timer that fails', async () => {
    const failures: string[] = [];
    const clock = makeClock({ scale: 0, log: { ...silentLog, error: (event) => failures.push(event) } });
    const fired: string[] = [];
    clock.after(1, () => Promise.reject(new Error('no')));
    clock.after(2, () => fired.push('next'));
    await clock.leapTo(clock.now() + 10);
    expect(fired).toEqual(['next']);
    expect(failures).toEqual(['a timer failed']);
  });

  it('does not fire what was cancelled', async () => {
    const clock = makeClock({ scale: 0 });
    const fired: string[] = [];
    clock.after(HOUR, () => fired.push('cancelled')).cancel();
    await clock.leapTo(clock.now() + 2 * HOUR);
    expect(fired).toEqual([]);
  });

  it('waits for the one before it', async () => {
    const clock = makeClock({ scale: 0 });
    const start = clock.now();
    const seen: number[] = [];
    clock.after(HOUR, () => sleep(5).then(() => seen.push(clock.now() - start)));
    await Promise.all([clock.leapTo(start + HOUR), clock.leapTo(start + 2 * HOUR)]);
    expect(seen).toEqual([HOUR]);
    expect(clock.now()).toBe(start + 2 * HOUR);
  });
});

describe('the pace', () => {
  it('stands still at 0', async () => {
    const clock = makeClock({ scale: 0 });
    const start = clock.now();
    await sleep(5);
    expect(clock.now()).toBe(start);
  });

  it('brings timers forward as it quickens', async () => {
    const clock = makeClock();
    const fired = new Promise<number>((resolve) => clock.after(HOUR, () => resolve(clock.now())));
    const due = clock.now() + HOUR;
    clock.setScale(1_000_000);
    expect(await fired).toBeGreaterThanOrEqual(due);
  });

  it('keeps a timer that is further off than setTimeout reaches', async () => {
    const clock = makeClock();
    const fired: string[] = [];
    clock.after(60 * 24 * HOUR, () => fired.push('too soon'));
    await sleep(5);
    expect(fired).toEqual([]);
    await clock.leapTo(clock.now() + 61 * 24 * HOUR);
    expect(fired).toEqual(['too soon']);
  });
});

describe('a restart', () => {
  it('goes on from where the clock was moved to', async () => {
    const saved: ClockState[] = [];
    const before = makeClock({ save: (state) => saved.push(state) });
    await before.leapTo(before.now() + 1000 * HOUR);
    const stood = before.now();
    before.stop();
    const after = makeClock({ kept: saved.at(-1) });
    expect(after.now()).toBeGreaterThanOrEqual(stood);
    expect(after.now()).toBeLessThan(stood + HOUR);
  });

  it('keeps the pace, but not for the time in which it was stopped', () => {
    const real = Date.now() - 10 * HOUR;
    const stopped = makeClock({ kept: { real, now: 0, scale: 3600, stopped: true } });
    expect(stopped.scale).toBe(3600);
    expect(stopped.now()).toBeLessThan(11 * HOUR);
    const crashed = makeClock({ kept: { real, now: 0, scale: 2 } });
    expect(crashed.now()).toBeGreaterThanOrEqual(20 * HOUR);
  });

  it('never goes back, even when the machine does', () => {
    const clock = makeClock({ kept: { real: Date.now() + HOUR, now: 5 * HOUR, scale: 1 } });
    expect(clock.now()).toBe(5 * HOUR);
  });
});
