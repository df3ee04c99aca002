import { setImmediate as nextTurn } from 'node:timers/promises';
import { BackgroundWork } from '../../../src/core/background-work/background-work.ts';
import { MovableClock } from '../../../src/core/clock/movable-clock.ts';
import { silentLog } from '../../../src/core/log.ts';

function open() {
  const closing = new AbortController();
  const releases: (() => unknown)[] = [];
  const errors: unknown[] = [];
  const clock = new MovableClock({ log: silentLog, scale: 0, now: 0 });
  const log = { ...silentLog, error: (event: string, fields?: object) => void errors.push([event, fields]) };
  const work = new BackgroundWork('test', {
    clock,
    closing: closing.signal,
    log,
    onClose: (each) => void releases.push(each),
  });
  const close = async () => {
    closing.abort();
    for (const release of releases) await release();
  };
  return { work, clock, close, errors };
}

describe('BackgroundWork', () => {
  it('runs each step when the clock reaches it, and an advance waits for the steps', async () => {
    const { work, clock } = open();
    const ran: number[] = [];
    const step = async () => {
      await nextTurn();
      ran.push(clock.now());
      if (ran.length < 3) work.at('a', clock.now() + 100, step);
    };
    work.at('a', 100, step);
    await clock.leapTo(250);
    expect(ran).toEqual([100, 200]);
    await clock.leapTo(300);
    expect([ran, work.has('a')]).toEqual([[100, 200, 300], false]);
  });

  it('replaces the pending step of the same key', async () => {
    const { work, clock } = open();
    const ran: string[] = [];
    work.at('a', 100, () => void ran.push('first'));
    work.at('a', 200, () => void ran.push('second'));
    await clock.leapTo(1_000);
    expect(ran).toEqual(['second']);
  });

  it('drops a pending step and aborts a running one when cancelled, without logging', async () => {
    const { work, clock, errors } = open();
    const reasons: unknown[] = [];
    work.at('pending', 100, () => void reasons.push('ran'));
    work.cancel('pending');
    const done = work.start('running', async (signal) => {
      await nextTurn();
      reasons.push((signal.reason as Error).message);
      signal.throwIfAborted();
    });
    await nextTurn();
    work.cancel('running', 'deleted');
    await Promise.all([done, clock.leapTo(1_000)]);
    expect([reasons, errors, work.has('running')]).toEqual([['deleted'], [], false]);
  });

  it('waits for running steps at the close and begins no new ones', async () => {
    const { work, clock, close } = open();
    const seen: string[] = [];
    void work.start('a', async (signal) => {
      await nextTurn();
      await nextTurn();
      seen.push((signal.reason as Error).message);
    });
    work.at('b', 100, () => void seen.push('b'));
    await nextTurn();
    await close();
    work.at('c', 100, () => void seen.push('c'));
    await clock.leapTo(1_000);
    expect(seen).toEqual(['stopped']);
  });

  it('logs a step that throws', async () => {
    const { work, clock, errors } = open();
    work.at('a', 100, () => {
      throw new Error('out of paper');
    });
    await clock.leapTo(100);
    expect(errors).toEqual([['background work failed: test', { key: 'a', reason: 'out of paper' }]]);
  });
});
