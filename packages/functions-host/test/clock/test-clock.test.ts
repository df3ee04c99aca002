import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDuration } from '../../../../shared/core/duration.ts';
import { type HostClock, systemClock } from '../../src/clock/host-clock.ts';
import { makeClock } from '../../src/clock/make-clock.ts';
import { TestClock } from '../../src/clock/test-clock.ts';

const standing: HostClock = { now: () => 1000, at: () => () => {} };

describe('the test clock', () => {
  it('runs everything that falls due, each at its own time, with its consequences before the next', async () => {
    const clock = new TestClock(undefined, standing);
    const happened: [string, number][] = [];
    const note = (what: string) => happened.push([what, clock.now()]);
    let follow: (() => void) | undefined;
    clock.join(async () => {
      await Promise.resolve();
      follow?.();
      follow = undefined;
    });
    clock.at(1030, () => note('second'));
    clock.at(1010, () => {
      note('first');
      follow = () => clock.at(1020, () => note('what the first brought about'));
    });
    clock.at(1200, () => note('too late'));
    await clock.advance(100);
    expect(happened).toEqual([
      ['first', 1010],
      ['what the first brought about', 1020],
      ['second', 1030],
    ]);
    expect(clock.now()).toBe(1100);
  });

  it('does not call back after a cancellation', async () => {
    const clock = new TestClock(undefined, standing);
    const callback = jest.fn();
    clock.at(1010, callback)();
    await clock.advance(50);
    expect(callback).not.toHaveBeenCalled();
  });

  it('keeps its lead over a restart', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'clock-'));
    const file = path.join(folder, 'clock');
    await new TestClock(file, standing).advance(5000);
    expect(new TestClock(file, standing).now()).toBe(6000);
    rmSync(folder, { recursive: true });
  });
});

describe("the system's clock", () => {
  it('waits longer than setTimeout can', () => {
    jest.useFakeTimers();
    const callback = jest.fn();
    const month = 30 * 24 * 60 * 60 * 1000;
    systemClock.at(Date.now() + month, callback);
    jest.advanceTimersByTime(month - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });
});

describe('a duration', () => {
  it.each([
    ['PT1H', 3_600_000],
    ['P1DT2H3M4.5S', 93_784_500],
    ['P2W', 1_209_600_000],
    ['PT0S', 0],
  ])('%s', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  it.each(['', 'P', 'PT', '1H', 'PT1', 'P1M', '-PT1H'])('is not "%s"', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

it('starts with a given lead and reports it', async () => {
  const settings = (value: string) => ({
    get: (name: string) => (name === 'LOCAL_HOST_TEST_CLOCK' ? value : undefined),
  });
  const state = mkdtempSync(path.join(os.tmpdir(), 'clock-'));
  try {
    expect(makeClock(settings(' pt8h '), state).ahead?.()).toBe(8 * 3_600_000);
    const clock = makeClock(settings('PT8H'), state);
    expect(clock.ahead?.()).toBe(8 * 3_600_000);
    expect(clock.now()).toBeGreaterThan(Date.now() + 7 * 3_600_000);
    expect(makeClock(settings('true'), state).ahead?.()).toBe(0);
    expect(makeClock(settings('false'), state)).toBe(systemClock);
    expect(() => makeClock(settings('soon'), state)).toThrow('it must be true, false, or a duration such as PT8H');
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
});
