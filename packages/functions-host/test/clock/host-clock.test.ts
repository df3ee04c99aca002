import { systemClock } from '../../src/clock/host-clock.ts';

const DAY = 24 * 3_600_000;

describe("the machine's clock", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('calls back at the moment and not before', () => {
    const work = jest.fn();
    systemClock.at(Date.now() + 5_000, work);
    jest.advanceTimersByTime(4_999);
    expect(work).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('waits longer than setTimeout can', () => {
    const work = jest.fn();
    systemClock.at(Date.now() + 100 * DAY, work);
    jest.advanceTimersByTime(100 * DAY - 1);
    expect(work).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('notices within a minute that the machine slept or its clock was set', () => {
    const work = jest.fn();
    systemClock.at(Date.now() + 8 * 3_600_000, work);
    jest.setSystemTime(Date.now() + 9 * 3_600_000);
    jest.advanceTimersByTime(60_000);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('calls at once for a past moment, never for Infinity, and not after a cancellation', () => {
    const [past, never, calledOff] = [jest.fn(), jest.fn(), jest.fn()];
    systemClock.at(Date.now() - 1_000, past);
    systemClock.at(Number.POSITIVE_INFINITY, never);
    systemClock.at(Date.now() + 1_000, calledOff)();
    jest.advanceTimersByTime(DAY);
    expect(past).toHaveBeenCalledTimes(1);
    expect(never).not.toHaveBeenCalled();
    expect(calledOff).not.toHaveBeenCalled();
  });
});
