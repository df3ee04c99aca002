import fc from 'fast-check';
import type { ActivityResult } from '../../../shared/jobs/workflow/activity-result.ts';
import { advance } from '../../../shared/jobs/workflow/advance.ts';
import { MAX_CRASHES } from '../../../shared/jobs/workflow/after-failure.ts';
import { CANCEL_GRACE_MS, CANCEL_REPEAT_MS } from '../../../shared/jobs/workflow/give-up.ts';
import type { ActivityName, Advance, WorkflowState } from '../../../shared/jobs/workflow/job-state.ts';
import { acceptedJob, observation, runningJob } from '../../support/job-states.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The job after a step, and the wait; the test fails when it has ended. */
function next(job: WorkflowState, answer: ActivityResult, now = 0): { job: WorkflowState; wait: number } {
  const found: Advance = advance(job, answer, now);
  if (found.ended !== undefined) throw new Error(`It ended: ${JSON.stringify(found.ended)}`);
  return found;
}

const later: ActivityResult = { kind: 'retry', why: 'the service answered 503', wait: 0 };
const refused: ActivityResult = { kind: 'rejected', reason: { code: 'forbidden', message: 'no role' } };

describe('a job that goes well', () => {
  it('is prepared, created, looked at, collected and concluded', () => {
    let job = next(acceptedJob(), { kind: 'prepared', files: { training: 'file-1' } }).job;
    expect(job).toMatchObject({ nextActivity: 'create', files: { training: 'file-1' } });
    job = next(job, { kind: 'created', serviceId: 'ftjob-1' }, 5000).job;
    expect(job).toMatchObject({ nextActivity: 'observe', serviceId: 'ftjob-1', startedAt: 5000 });
    job = next(job, observation({ phase: 'done', status: 'succeeded' }), HOUR).job;
    expect(job).toMatchObject({ nextActivity: 'collect', serviceEnded: true });
    job = next(job, { kind: 'collected' }).job;
    expect(job).toMatchObject({ nextActivity: 'finalize', ending: { state: 'succeeded' } });
    expect(advance(job, { kind: 'finalized', ending: { state: 'succeeded' } }, HOUR)).toEqual({
      ended: { state: 'succeeded' },
    });
  });

  it('goes on as another kind, and leaves behind what belonged to the first', () => {
    const job = {
      ...runningJob({ nextActivity: 'collect', serviceEnded: true, typical: 5 }),
      files: { training: 'file-1' },
    };
    const leg = next(job, { kind: 'collected', followedBy: 'comparison' }).job;
    expect(leg).toMatchObject({
      kind: 'comparison',
      nextActivity: 'prepare',
      id: 'ft-1',
      files: { training: 'file-1' },
    });
    for (const name of ['serviceId', 'startedAt', 'progress', 'serviceEnded', 'typical'])
      expect(leg).not.toHaveProperty(name);
  });
});

describe('the two deadlines', () => {
  const job = runningJob({ deadlines: { total: 10 * HOUR, noProgress: 2 * HOUR, cancel: true } });

  it('end a job that takes too long, and cancel it at the service', () => {
    expect(next(job, observation({ fingerprint: 'new' }), 10 * HOUR).job).toMatchObject({
      nextActivity: 'sendCommand',
      command: 'cancel',
      ending: { state: 'failed', reason: { code: 'deadline_exceeded' } },
    });
  });

  it('leave the job at the service alone when that is wished', () => {
    const left = { ...job, deadlines: { ...job.deadlines, cancel: false } };
    expect(next(left, observation({ fingerprint: 'new' }), 10 * HOUR).job).toMatchObject({
      nextActivity: 'finalize',
      ending: { state: 'failed', reason: { code: 'deadline_exceeded' } },
    });
  });

  it('end a job that shows no progress', () => {
    const still = { ...next(job, observation(), HOUR).job, dueAt: 2 * HOUR };
    expect(next(still, observation(), 2 * HOUR + 1).job.ending?.reason).toMatchObject({
      code: 'no_progress',
      message: expect.stringContaining('2 h'),
    });
  });

  it('take a new event, status or count for progress', () => {
    let moving = job;
    for (let hour = 1; hour <= 9; hour++) {
      moving = next(
        moving,
        observation(hour % 2 ? { fingerprint: `${hour}` } : { events: 'read', lastEvent: `e${hour}` }),
        hour * HOUR,
      ).job;
      expect(moving.nextActivity).toBe('observe');
    }
  });

  it('believe in a standstill only when the events have been read', () => {
    const stale = next(job, observation({ events: 'skipped' }), 2 * HOUR + 1);
    expect(stale).toMatchObject({ wait: 0, job: { nextActivity: 'observe' } });
    expect(stale.job.events).toBeUndefined();
    expect(next(stale.job, observation({ events: 'read' }), 2 * HOUR + 2).job.ending?.reason?.code).toBe('no_progress');
  });

  it('let the clock of progress stand while the job is paused', () => {
    const paused = next(
      job,
      observation({ phase: 'paused', status: 'paused', requestedAction: 'pause' }),
      5 * HOUR,
    ).job;
    expect(paused.nextActivity).toBe('observe');
    const on = next(
      { ...paused, lastCommand: { command: 'pause', since: 0, at: 0 } },
      observation({ phase: 'paused', requestedAction: 'pause' }),
      7 * HOUR,
    );
    expect(on.job.nextActivity).toBe('observe');
  });

  it('are never slept through', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 * HOUR - 1 }), (now) => {
        const { wait } = next({ ...job, progress: { fingerprint: '["0",null]', at: now } }, observation(), now);
        expect(now + wait).toBeLessThanOrEqual(10 * HOUR);
      }),
    );
  });

  it('yield to a job that was done after all', () => {
    const given = { ...job, ending: { state: 'failed', reason: { code: 'deadline_exceeded', message: '' } } } as const;
    const done = next(given, observation({ phase: 'done' }), 11 * HOUR).job;
    expect(done).toMatchObject({ nextActivity: 'collect' });
    expect(done.ending).toBeUndefined();
  });
});

describe('an outage of the app', () => {
  const late = (dueAt: number, now: number) =>
    next(runningJob({ dueAt, progress: { fingerprint: '["0",null]', at: 0 } }), observation({ fingerprint: '0' }), now)
      .job;

  it('of up to ten minutes does not count for the deadlines', () => {
    const justBefore = 12 * HOUR - MINUTE;
    expect(late(justBefore, justBefore + 6 * MINUTE)).toMatchObject({ nextActivity: 'observe' });
    const end = 72 * HOUR - MINUTE;
    const job = runningJob({ dueAt: end });
    expect(next(job, observation({ fingerprint: 'new' }), end + 6 * MINUTE).job.nextActivity).toBe('observe');
  });

  it('that is longer counts from there on', () => {
    const justBefore = 12 * HOUR - MINUTE;
    expect(late(justBefore, justBefore + HOUR)).toMatchObject({
      nextActivity: 'sendCommand',
      ending: { reason: { code: 'no_progress' } },
    });
  });

  it('is not counted when the activity itself took up to a minute', () => {
    expect(late(12 * HOUR - 1000, 12 * HOUR + 1000)).toMatchObject({ nextActivity: 'sendCommand' });
  });
});

describe('cancel, pause and resume', () => {
  it('reach the service, once', () => {
    const told = next(runningJob(), observation({ requestedAction: 'pause' })).job;
    expect(told).toMatchObject({ nextActivity: 'sendCommand', command: 'pause' });
    const after = next(told, { kind: 'commanded', command: 'pause' }, MINUTE).job;
    expect(next(after, observation({ requestedAction: 'pause' }), 2 * HOUR).job.nextActivity).toBe('observe');
    expect(next(after, observation({ requestedAction: 'resume', phase: 'paused' }), 2 * HOUR).job).toMatchObject({
      command: 'resume',
    });
  });

  it('resume what was paused somewhere else, when that is wished', () => {
    expect(next(runningJob(), observation({ phase: 'paused' })).job.nextActivity).toBe('observe');
    expect(next(runningJob(), observation({ phase: 'paused', requestedAction: 'resume' })).job).toMatchObject({
      command: 'resume',
    });
    expect(next(runningJob(), observation({ phase: 'running', requestedAction: 'resume' })).job.nextActivity).toBe(
      'observe',
    );
  });

  it('end the job as cancelled when the service confirms it', () => {
    const told = runningJob({ lastCommand: { command: 'cancel', since: 0, at: 0 } });
    const job = next(told, observation({ phase: 'cancelled', requestedAction: 'cancel' }), MINUTE).job;
    expect(job).toMatchObject({ nextActivity: 'collect', ending: { state: 'cancelled' } });
    expect(job.ending?.reason).toBeUndefined();
  });

  it('say so when the service cancelled the job by itself', () => {
    expect(next(runningJob(), observation({ phase: 'cancelled' })).job.ending?.reason?.code).toBe(
      'cancelled_at_service',
    );
  });

  it('repeat a cancel that is not confirmed, and end with a doubt when it never is', () => {
    const told = runningJob({ lastCommand: { command: 'cancel', since: 0, at: 0 } });
    expect(next(told, observation({ requestedAction: 'cancel' }), MINUTE).job.nextActivity).toBe('observe');
    expect(next(told, observation({ requestedAction: 'cancel' }), CANCEL_REPEAT_MS).job).toMatchObject({
      nextActivity: 'sendCommand',
      command: 'cancel',
    });
    const { job } = next(told, observation({ requestedAction: 'cancel' }), CANCEL_GRACE_MS + CANCEL_REPEAT_MS);
    expect(job).toMatchObject({
      nextActivity: 'finalize',
      ending: { state: 'failed', reason: { code: 'cancel_not_confirmed' } },
    });
  });

  it('look again when the service refuses to cancel: the job may have ended just then', () => {
    const { job, wait } = next(runningJob({ nextActivity: 'sendCommand', command: 'cancel' }), refused, MINUTE);
    expect(job).toMatchObject({ nextActivity: 'observe', lastCommand: { command: 'cancel' } });
    expect(wait).toBeGreaterThan(0);
  });
});

describe('a pause that the service refuses for now', () => {
  it('is asked for again with the next look, as long as it is wished', () => {
    const told = runningJob({ nextActivity: 'sendCommand', command: 'pause' });
    const { job, wait } = next(told, refused, MINUTE);
    expect(job).toMatchObject({ nextActivity: 'observe' });
    expect(wait).toBeGreaterThan(0);
    expect(next(job, observation({ requestedAction: 'pause' }), 2 * MINUTE).job).toMatchObject({
      nextActivity: 'sendCommand',
      command: 'pause',
    });
    expect(next(job, observation(), 2 * MINUTE).job.nextActivity).toBe('observe');
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
    expect(job).toMatchObject({ nextActivity: 'observe', failures: 8 });
    expect(next(job, observation({ fingerprint: 'x' }), HOUR).job.failures).toBe(0);
  });

  it('heeds a wait that the service asks for', () => {
    expect(next(runningJob(), { ...later, wait: 3 * HOUR }, 0).wait).toBe(3 * HOUR);
  });

  it('never ends a job for the service being away, until its total deadline', () => {
    let job = runningJob({ deadlines: { total: 10 * HOUR, noProgress: HOUR, cancel: false } });
    let now = 0;
    while (now < 10 * HOUR) {
      const found = next(job, later, now);
      expect(found.job.nextActivity).toBe('observe');
      job = found.job;
      now += found.wait;
    }
    expect(next(job, later, now).job).toMatchObject({
      nextActivity: 'finalize',
      ending: { reason: { code: 'deadline_exceeded' } },
    });
  });

  it('ends a job that the service refuses, with the reason', () => {
    for (const step of ['prepare', 'create', 'observe', 'collect'] as const) {
      expect(next(runningJob({ nextActivity: step }), refused).job).toMatchObject({
        nextActivity: 'finalize',
        ending: { state: 'failed', reason: { code: 'forbidden' } },
      });
    }
  });

  it('looks for a job that may have been created, before it gives up creating one', () => {
    const late = next(acceptedJob({ nextActivity: 'create' }), later, 72.5 * HOUR);
    expect(late.job).toMatchObject({ nextActivity: 'create', ending: { state: 'failed' } });
    const found = next(late.job, { kind: 'created', serviceId: 'ftjob-1' }, 72.6 * HOUR).job;
    expect(next(found, observation(), 72.7 * HOUR).job).toMatchObject({
      nextActivity: 'sendCommand',
      command: 'cancel',
    });
  });

  it('waits for storage to open again when the ending cannot be written', () => {
    const job = acceptedJob({ nextActivity: 'finalize', ending: { state: 'failed' } });
    expect(next(job, refused, 500 * HOUR)).toMatchObject({
      job: { nextActivity: 'finalize' },
      wait: expect.any(Number),
    });
    expect(next(job, later, 500 * HOUR).job.nextActivity).toBe('finalize');
  });

  it('ends a job whose step breaks every time', () => {
    const broke: ActivityResult = { kind: 'crashed', why: 'a mistake' };
    const job = runningJob({ failures: MAX_CRASHES - 1 });
    expect(next(job, broke).job.ending?.reason?.message).toMatch(/"observe" broke 5 times: a mistake. ftjob-1 is left/);
    expect(advance({ ...job, nextActivity: 'finalize' }, broke, 0)).toMatchObject({ ended: { state: 'failed' } });
  });

  it('takes an unknown status for a reason to wait', () => {
    expect(next(runningJob(), observation({ phase: 'unknown', status: 'meditating' }), HOUR).job.nextActivity).toBe(
      'observe',
    );
  });
});

describe('whatever happens in whatever order', () => {
  const answers = fc.oneof(
    fc.constant<ActivityResult>({ kind: 'prepared', files: {} }),
    fc.constant<ActivityResult>({ kind: 'created', serviceId: 'x' }),
    fc.constant<ActivityResult>({ kind: 'not created', ending: { state: 'cancelled' } }),
    fc
      .record({
        phase: fc.constantFrom('running', 'paused', 'done', 'failed', 'cancelled', 'unknown'),
        requestedAction: fc.constantFrom('run', 'pause', 'resume', 'cancel'),
        fingerprint: fc.string({ maxLength: 2 }),
        events: fc.constantFrom('read', 'skipped', 'none'),
      })
      .map((changes): ActivityResult => observation(changes as Partial<ActivityResult & { kind: 'observed' }>)),
    fc.constantFrom('cancel', 'pause', 'resume').map((command) => ({ kind: 'commanded', command }) as ActivityResult),
    fc.constant<ActivityResult>({ kind: 'collected' }),
    fc.constant(later),
    fc.constant(refused),
    fc.constant<ActivityResult>({ kind: 'crashed', why: 'x' }),
  );

  it('there is a next step, and a wait that can be kept', () => {
    const steps: ActivityName[] = ['prepare', 'create', 'observe', 'sendCommand', 'collect', 'finalize'];
    fc.assert(
      fc.property(fc.array(fc.tuple(answers, fc.nat(8 * HOUR)), { maxLength: 40 }), (history) => {
        let job = acceptedJob();
        let now = 0;
        for (const [answer, passed] of history) {
          now += passed;
          const found = advance(job, answer, now);
          if (found.ended !== undefined) return;
          expect(steps).toContain(found.job.nextActivity);
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
