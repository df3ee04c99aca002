import { durableWorkflowContext } from '../../../functions/jobs/job-orchestration.ts';
import type { ActivityResult } from '../../../shared/jobs/workflow/activity-result.ts';
import type { WorkflowState } from '../../../shared/jobs/workflow/job-state.ts';
import { MAX_STEPS_PER_HISTORY, runJobWorkflow } from '../../../shared/jobs/workflow/run-workflow.ts';
import { drive, orchestratorOf, replay } from '../../support/durable-driver.ts';
import { acceptedJob, observation } from '../../support/job-states.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const handler = (context: Parameters<typeof durableWorkflowContext>[0]) =>
  runJobWorkflow(durableWorkflowContext(context));

/** A service whose job runs for so long; the answers of all steps, as the activities would give them. */
function service(
  length: number,
  change: (job: WorkflowState, now: number) => ActivityResult | undefined = () => undefined,
) {
  const calls: { step: string; at: number }[] = [];
  const activity = async (_name: string, input: unknown, now: number) => {
    const job = input as WorkflowState;
    calls.push({ step: job.nextActivity, at: now - START });
    return { result: change(job, now) ?? answer(job, now), took: 200 };
  };
  const answer = (job: WorkflowState, now: number): ActivityResult => {
    switch (job.nextActivity) {
      case 'prepare':
        return { kind: 'prepared', files: {} };
      case 'create':
        return { kind: 'created', serviceId: 'ftjob-1' };
      case 'observe':
        return now - START >= length
          ? observation({ phase: 'done', status: 'succeeded', fingerprint: 'end' })
          : observation({ fingerprint: `${now}` });
      case 'sendCommand':
        return { kind: 'commanded', command: job.command ?? 'cancel' };
      case 'collect':
        return { kind: 'collected' };
      case 'finalize':
        return { kind: 'finalized', ending: job.ending ?? { state: 'succeeded' } };
    }
  };
  return { calls, activity };
}

const run = (given: ReturnType<typeof service>, options: object = {}, job: Partial<WorkflowState> = {}) =>
  drive(handler, {
    instanceId: 'ft-1',
    input: acceptedJob({ acceptedAt: START, ...job }),
    start: START,
    activity: given.activity,
    ...options,
  });

describe('the orchestration of a job', () => {
  it('carries it from its acceptance to its end', async () => {
    const given = service(10 * MINUTE);
    const { output, ended } = await run(given);
    expect({ output, ended }).toEqual({ output: { state: 'succeeded' }, ended: true });
    expect(given.calls.map(({ step }) => step).filter((step, at, all) => step !== all[at - 1])).toEqual([
      'prepare',
      'create',
      'observe',
      'collect',
      'finalize',
    ]);
  });

  it('keeps every history short, be the job 30 days long', async () => {
    const { ended, counts } = await run(
      service(30 * DAY),
      {},
      { deadlines: { total: 60 * DAY, noProgress: DAY, cancel: true } },
    );
    expect(ended).toBe(true);
    // A look is a timer and an activity: eight events with the marks around them.
    expect(counts.longestHistory).toBeLessThan(9 * MAX_STEPS_PER_HISTORY);
    expect(counts.histories).toBeGreaterThan(20);
    expect(counts.activities).toBeLessThan(900);
  });

  it('decides at every replay as it did the first time', async () => {
    const { steps } = await run(service(2 * HOUR));
    const orchestrator = orchestratorOf(handler);
    for (const step of steps) {
      const [once, twice] = [await replay(orchestrator, step), await replay(orchestrator, step)];
      expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
    }
  });

  it('wakes up for an event, long before its timer', async () => {
    const wanted = START + 5 * HOUR + 7_000;
    const given = service(DAY, (job, now) => {
      if (job.nextActivity !== 'observe' || now < wanted) return undefined;
      return job.lastCommand === undefined
        ? observation({ requestedAction: 'cancel' })
        : observation({ requestedAction: 'cancel', phase: 'cancelled', status: 'cancelled' });
    });
    const { output } = await run(given, { events: [{ at: wanted, name: 'wake', data: {} }] });
    expect(output).toEqual({ state: 'cancelled' });
    const ordered = given.calls.find(({ step }) => step === 'sendCommand');
    expect(ordered?.at).toBeLessThan(5 * HOUR + 9_000);
  });

  it('does not sleep through an event that came while a step was at work', async () => {
    const busy = START + 25_000;
    const given = service(DAY, (job) =>
      job.nextActivity === 'observe' && job.lastCommand !== undefined
        ? observation({ phase: 'cancelled', status: 'cancelled' })
        : undefined,
    );
    let looks = 0;
    const activity: typeof given.activity = async (name, input, now) => {
      const job = input as WorkflowState;
      if (job.nextActivity !== 'observe' || job.lastCommand !== undefined) return given.activity(name, input, now);
      looks += 1;
      // The first look takes long, and the wish comes after it has read what is wished.
      return {
        result: looks === 1 ? observation() : observation({ requestedAction: 'cancel' }),
        took: looks === 1 ? 10_000 : 200,
      };
    };
    const { output, at } = await drive(handler, {
      instanceId: 'ft-1',
      input: acceptedJob({ acceptedAt: START }),
      start: START,
      activity,
      events: [{ at: busy, name: 'wake', data: {} }],
    });
    expect(output).toEqual({ state: 'cancelled' });
    expect(at - START).toBeLessThan(90_000);
  });

  it('takes many events for one', async () => {
    const given = service(20 * MINUTE);
    const events = Array.from({ length: 40 }, (_, at) => ({ at: START + at * 10_000, name: 'wake', data: at }));
    const { output, ended } = await run(given, { events });
    expect({ output, ended }).toEqual({ output: { state: 'succeeded' }, ended: true });
  });

  it('ends a job whose step breaks again and again', async () => {
    const given = service(HOUR, (job) =>
      job.nextActivity === 'observe' ? { kind: 'crashed', why: 'a mistake' } : undefined,
    );
    const { output } = await run(given);
    expect(output).toMatchObject({ state: 'failed', reason: { code: 'internal_error' } });
  });
});
