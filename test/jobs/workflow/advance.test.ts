import fc from 'fast-check';
import type { Answer } from '../../../shared/jobs/workflow/activity-result.ts';
import { type Advance, advance } from '../../../shared/jobs/workflow/advance.ts';
import { MOST_BREAKS } from '../../../shared/jobs/workflow/after-failure.ts';
import { CANCEL_GRACE_MS, REPEAT_CANCEL_MS } from '../../../shared/jobs/workflow/give-up.ts';
import type { CarriedJob, StepName } from '../../../shared/jobs/workflow/job-state.ts';
import { acceptedJob, runningJob, seen } from '../../support/job-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The job after a step, and the wait; the test fails when it has ended. */
function next(job: CarriedJob, answer: Answer, now = 0): { job: CarriedJob; wait: number } {
  const found: Advance = advance(job, answer, now);
  if (found.ended !== undefined) throw new Error(`It ended: ${JSON.stringify(found.ended)}`);
  return found;
}

const later: Answer = { kind: 'later', why: 'the service answered 503', wait: 0 };
const refused: Answer = { kind: 'refused', reason: { code: 'forbidden', message: 'no role' } };

describe('a job that goes well', () => {
  it('is prepared, created, looked at, collected and concluded', () => {
    let job = next(acceptedJob(), { kind: 'prepared', files: { training: 'file-1' } }).job;
    expect(job).toMatchObject({ next: 'create', files: { training: 'file-1' } });
    job = next(job, { kind: 'created', serviceId: 'ftjob-1' }, 5000).job;
    expect(job).toMatchObject({ next: 'observe', serviceId: 'ftjob-1', startedAt: 5000 });
    job = next(job, seen({ judgement: 'done', status: 'succeeded' }), HOUR).job;
    expect(job).toMatchObject({ next: 'collect', over: true });
    job = next(job, { kind: 'collected' }).job;
    expect(job).toMatchObject({ next: 'conclude', ending: { state: 'succeeded' } });
    expect(advance(job, { kind: 'concluded', ending: { state: 'succeeded' } }, HOUR)).toEqual({
      ended: { state: 'succeeded' },
    });
  });

  it('goes on as another kind, and leaves behind what belonged to the first', () => {
    const job = { ...runningJob({ next: 'collect', over: true, typical: 5 }), files: { training: 'file-1' } };
    const leg = next(job, { kind: 'collected', followedBy: 'comparison' }).job;
    expect(leg).toMatchObject({ kind: 'comparison', next: 'prepare', id: 'ft-1', files: { training: 'file-1' } });
    for (const name of ['serviceId', 'startedAt', 'progress', 'over', 'typical']) expect(leg).not.toHaveProperty(name);
  });
});

describe('the two deadlines', () => {
  const job = runningJob({ deadlines: { total: 10 * HOUR, noProgress: 2 * HOUR, cancel: true } });

  it('end a job that takes too long, and cancel it at the service', () => {
    expect(next(job, seen({ print: 'new' }), 10 * HOUR).job).toMatchObject({
      next: 'order',
      order: 'cancel',
      ending: { state: 'failed', reason: { code: 'deadline_exceeded' } },
    });
  });

  it('leave the job at the service alone when that is wished', () => {
    const left = { ...job, deadlines: { ...job.deadlines, cancel: false } };
    expect(next(left, seen({ print: 'new' }), 10 * HOUR).job).toMatchObject({
      next: 'conclude',
      ending: { state: 'failed', reason: { code: 'deadline_exceeded' } },
    });
  });

  it('end a job that shows no progress', () => {
    const still = next(job, seen(), HOUR).job;
    expect(next(still, seen(), 2 * HOUR + 1).job.ending?.reason).toMatchObject({
      code: 'no_progress',
      message: expect.stringContaining('2 h'),
    });
  });

  it('take a new event, status or count for progress', () => {
    let moving = job;
    for (let hour = 1; hour <= 9; hour++) {
      moving = next(
        moving,
        seen(hour % 2 ? { print: `${hour}` } : { events: 'read', lastEvent: `e${hour}` }),
        hour * HOUR,
      ).job;
      expect(moving.next).toBe('observe');
    }
  });

  it('believe in a standstill only when the events have been read', () => {
    const stale = next(job, seen({ events: 'skipped' }), 2 * HOUR + 1);
    expect(stale).toMatchObject({ wait: 0, job: { next: 'observe' } });
    expect(stale.job.events).toBeUndefined();
    expect(next(stale.job, seen({ events: 'read' }), 2 * HOUR + 2).job.ending?.reason?.code).toBe('no_progress');
  });

  it('let the clock of progress stand while the job is paused', () => {
    const paused = next(job, seen({ judgement: 'paused', status: 'paused', wish: 'pause' }), 5 * HOUR).job;
    expect(paused.next).toBe('observe');
    const on = next(
      { ...paused, ordered: { what: 'pause', since: 0, at: 0 } },
      seen({ judgement: 'paused', wish: 'pause' }),
      7 * HOUR,
    );
    expect(on.job.next).toBe('observe');
  });

  it('are never slept through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * HOUR - 1 }), (now) => {
        const { wait } = next({ ...job, progress: { print: '["0",null]', at: now } }, seen(), now);
        expect(now + wait).toBeLessThanOrEqual(10 * HOUR);
      }),
    );
  });

  it('yield to a job that was done after all', () => {
    const given = { ...job, ending: { state: 'failed', reason: { code: 'deadline_exceeded', message: '' } } } as const;
    const done = next(given, seen({ judgement: 'done' }), 11 * HOUR).job;
    expect(done).toMatchObject({ next: 'collect' });
    expect(done.ending).toBeUndefined();
  });
});

describe('cancel, pause and resume', () => {
  it('reach the service, once', () => {
    const told = next(runningJob(), seen({ wish: 'pause' })).job;
    expect(told).toMatchObject({ next: 'order', order: 'pause' });
    const after = next(told, { kind: 'ordered', what: 'pause' }, MINUTE).job;
    expect(next(after, seen({ wish: 'pause' }), 2 * HOUR).job.next).toBe('observe');
    expect(next(after, seen({ wish: 'resume', judgement: 'paused' }), 2 * HOUR).job).toMatchObject({ order: 'resume' });
  });

  it('resume what was paused somewhere else, when that is wished', () => {
    expect(next(runningJob(), seen({ judgement: 'paused' })).job.next).toBe('observe');
    expect(next(runningJob(), seen({ judgement: 'paused', wish: 'resume' })).job).toMatchObject({ order: 'resume' });
    expect(next(runningJob(), seen({ judgement: 'running', wish: 'resume' })).job.next).toBe('observe');
  });

  it('end the job as cancelled when the service confirms it', () => {
    const told = runningJob({ ordered: { what: 'cancel', since: 0, at: 0 } });
    const job = next(told, seen({ judgement: 'cancelled', wish: 'cancel' }), MINUTE).job;
    expect(job).toMatchObject({ next: 'collect', ending: { state: 'cancelled' } });
    expect(job.ending?.reason).toBeUndefined();
  });

  it('say so when the service cancelled the job by itself', () => {
    expect(next(runningJob(), seen({ judgement: 'cancelled' })).job.ending?.reason?.code).toBe('cancelled_at_service');
  });

  it('repeat a cancel that is not confirmed, and end with a doubt when it never is', () => {
    const told = runningJob({ ordered: { what: 'cancel', since: 0, at: 0 } });
    expect(next(told, seen({ wish: 'cancel' }), MINUTE).job.next).toBe('observe');
    expect(next(told, seen({ wish: 'cancel' }), REPEAT_CANCEL_MS).job).toMatchObject({
      next: 'order',
      order: 'cancel',
    });
    const { job } = next(told, seen({ wish: 'cancel' }), CANCEL_GRACE_MS + REPEAT_CANCEL_MS);
    expect(job).toMatchObject({
      next: 'conclude',
      ending: { state: 'failed', reason: { code: 'cancel_not_confirmed' } },
    });
  });

  it('look again when the service refuses to cancel: the job may have ended just then', () => {
    const { job, wait } = next(runningJob({ next: 'order', order: 'cancel' }), refused, MINUTE);
    expect(job).toMatchObject({ next: 'observe', ordered: { what: 'cancel' } });
    expect(wait).toBeGreaterThan(0);
  });
});

describe('a pause that the service refuses for now', () => {
  it('is asked for again with the next look, as long as it is wished', () => {
    const told = runningJob({ next: 'order', order: 'pause' });
    const { job, wait } = next(told, refused, MINUTE);
    expect(job).toMatchObject({ next: 'observe' });
    expect(wait).toBeGreaterThan(0);
    expect(next(job, seen({ wish: 'pause' }), 2 * MINUTE).job).toMatchObject({ next: 'order', order: 'pause' });
    expect(next(job, seen(), 2 * MINUTE).job.next).toBe('observe');
  });
});

describe('what goes wrong', () => {
  it('waits longer with every failure in a row, and starts anew after a success', () => {
    let job = runningJob();
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      const found = next(job, later, MINUTE);
      job = found.job;
      waits.push(found.wait);
    }
    expect(waits.at(-1)).toBeGreaterThan((waits[0] ?? 0) * 20);
    expect(job).toMatchObject({ next: 'observe', failures: 8 });
    expect(next(job, seen({ print: 'x' }), HOUR).job.failures).toBe(0);
  });

  it('heeds a wait that the service asks for', () => {
    expect(next(runningJob(), { ...later, wait: 3 * HOUR }, 0).wait).toBe(3 * HOUR);
  });

  it('never ends a job for the service being away, until its total deadline', () => {
    let job = runningJob({ deadlines: { total: 10 * HOUR, noProgress: HOUR, cancel: false } });
    let now = 0;
    while (now < 10 * HOUR) {
      const found = next(job, later, now);
      expect(found.job.next).toBe('observe');
      job = found.job;
      now += found.wait;
    }
    expect(next(job, later, now).job).toMatchObject({
      next: 'conclude',
      ending: { reason: { code: 'deadline_exceeded' } },
    });
  });

  it('ends a job that the service refuses, with the reason', () => {
    for (const step of ['prepare', 'create', 'observe', 'collect'] as const) {
      expect(next(runningJob({ next: step }), refused).job).toMatchObject({
        next: 'conclude',
        ending: { state: 'failed', reason: { code: 'forbidden' } },
      });
    }
  });

  it('looks for a job that may have been created, before it gives up creating one', () => {
    const late = next(acceptedJob({ next: 'create' }), later, 72.5 * HOUR);
    expect(late.job).toMatchObject({ next: 'create', ending: { state: 'failed' } });
    const found = next(late.job, { kind: 'created', serviceId: 'ftjob-1' }, 72.6 * HOUR).job;
    expect(next(found, seen(), 72.7 * HOUR).job).toMatchObject({ next: 'order', order: 'cancel' });
  });

  it('waits for storage to open again when the ending cannot be written', () => {
    const job = acceptedJob({ next: 'conclude', ending: { state: 'failed' } });
    expect(next(job, refused, 500 * HOUR)).toMatchObject({ job: { next: 'conclude' }, wait: expect.any(Number) });
    expect(next(job, later, 500 * HOUR).job.next).toBe('conclude');
  });

  it('ends a job whose step breaks every time', () => {
    const broke: Answer = { kind: 'broke', why: 'a mistake' };
    const job = runningJob({ failures: MOST_BREAKS - 1 });
    expect(next(job, broke).job.ending?.reason?.message).toMatch(/"observe" broke 5 times: a mistake. ftjob-1 is left/);
    expect(advance({ ...job, next: 'conclude' }, broke, 0)).toMatchObject({ ended: { state: 'failed' } });
  });

  it('takes an unknown status for a reason to wait', () => {
    expect(next(runningJob(), seen({ judgement: 'unknown', status: 'meditating' }), HOUR).job.next).toBe('observe');
  });
});

describe('whatever happens in whatever order', () => {
  const answers = fc.oneof(
    fc.constant<Answer>({ kind: 'prepared', files: {} }),
    fc.constant<Answer>({ kind: 'created', serviceId: 'x' }),
    fc.constant<Answer>({ kind: 'not created', ending: { state: 'cancelled' } }),
    fc
      .record({
        judgement: fc.constantFrom('running', 'paused', 'done', 'failed', 'cancelled', 'unknown'),
        wish: fc.constantFrom('run', 'pause', 'resume', 'cancel'),
        print: fc.string({ maxLength: 2 }),
        events: fc.constantFrom('read', 'skipped', 'none'),
      })
      .map((changes): Answer => seen(changes as Partial<Answer & { kind: 'seen' }>)),
    fc.constantFrom('cancel', 'pause', 'resume').map((what) => ({ kind: 'ordered', what }) as Answer),
    fc.constant<Answer>({ kind: 'collected' }),
    fc.constant(later),
    fc.constant(refused),
    fc.constant<Answer>({ kind: 'broke', why: 'x' }),
  );

  it('there is a next step, and a wait that can be kept', () => {
    const steps: StepName[] = ['prepare', 'create', 'observe', 'order', 'collect', 'conclude'];
    fc.assert(
      fc.property(fc.array(fc.tuple(answers, fc.nat(8 * HOUR)), { maxLength: 40 }), (history) => {
        let job = acceptedJob();
        let now = 0;
        for (const [answer, passed] of history) {
          now += passed;
          const found = advance(job, answer, now);
          if (found.ended !== undefined) return;
          expect(steps).toContain(found.job.next);
          expect(found.wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(found.wait)).toBe(true);
          // It goes over into the next history as JSON.
          expect(JSON.parse(JSON.stringify(found.job))).toEqual(found.job);
          job = found.job;
        }
      }),
      { numRuns: 500 },
    );
  });
});
