import { createHash } from 'node:crypto';
import type { Note, TuningJob } from '../job/job.ts';
import { type Course, metricsAt, type StepMetrics } from './metrics.ts';
import { checkpointSteps, loggedSteps, type Plan } from './plan.ts';
import { momentOf, trainedUntil } from './progress.ts';

/** Event of a job as clients see it. Times are in seconds. */
export interface JobEvent {
  readonly object: 'fine_tuning.job.event';
  readonly id: string;
  readonly created_at: number;
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly type: 'message' | 'metrics';
  readonly data?: unknown;
}

export interface Checkpoint {
  readonly object: 'fine_tuning.job.checkpoint';
  readonly id: string;
  readonly created_at: number;
  readonly fine_tuned_model_checkpoint: string;
  readonly fine_tuning_job_id: string;
  readonly metrics: object;
  readonly step_number: number;
}

/** An event before formatting. Among events of one moment, the lower rank comes first. */
interface OrderedEvent extends Omit<Note, 'closing'> {
  readonly key: string;
  readonly rank: number;
  readonly type?: JobEvent['type'];
}

/** Returns all events of a job until a moment, newest first, from the job and the moment only. */
export function eventsOf(job: TuningJob, plan: Plan | undefined, now: number): JobEvent[] {
  const notes = job.notes.map(
    ({ closing, ...note }, index): OrderedEvent => ({ ...note, key: `note ${index}`, rank: closing ? 2 : 0 }),
  );
  return [...notes, ...(plan ? trainingOf(job, plan, now) : [])]
    .sort((left, right) => left.at - right.at || left.rank - right.rank)
    .reverse()
    .map(({ key, at, level, message, type = 'message', data }) => ({
      object: 'fine_tuning.job.event',
      id: `ftevent-${digest(job, key)}`,
      created_at: seconds(at),
      level,
      message,
      type,
      ...(data === undefined ? {} : { data }),
    }));
}

/** Returns the checkpoints of a job at a moment, newest first. */
export function checkpointsOf(job: TuningJob, plan: Plan, now: number): Checkpoint[] {
  return reached(job, plan, now)
    .reverse()
    .map((step) => ({
      object: 'fine_tuning.job.checkpoint',
      id: `ftckpt_${digest(job, `checkpoint ${step}`)}`,
      created_at: seconds(momentOfStep(job, plan, step)),
      fine_tuned_model_checkpoint: checkpointModel(job, plan, step),
      fine_tuning_job_id: job.id,
      metrics: checkpointMetrics(metricsAt(courseOf(job, plan), step)),
      step_number: step,
    }));
}

/** Returns the metrics of all logged steps, for the result file. */
export const measured = (job: TuningJob, plan: Plan): StepMetrics[] =>
  [...loggedSteps(plan)].map((step) => metricsAt(courseOf(job, plan), step));

function trainingOf(job: TuningJob, plan: Plan, now: number): OrderedEvent[] {
  const steps = [...loggedSteps(plan, stepsDone(job, plan, now))].map((step): OrderedEvent => {
    const metrics = metricsAt(courseOf(job, plan), step);
    const valid = metrics.valid_loss === undefined ? '' : `, validation loss=${metrics.valid_loss}`;
    return {
      key: `step ${step}`,
      at: momentOfStep(job, plan, step),
      rank: 1,
      level: 'info',
      message: `Step ${step}/${plan.steps}: training loss=${metrics.train_loss}${valid}`,
      type: 'metrics',
      data: { ...metrics, total_steps: plan.steps },
    };
  });
  const checkpoints = reached(job, plan, now).map(
    (step): OrderedEvent => ({
      key: `checkpoint ${step}`,
      at: momentOfStep(job, plan, step),
      rank: 1,
      level: 'info',
      message: `Checkpoint created at step ${step} with Snapshot ID: ${checkpointModel(job, plan, step)}`,
      data: { step },
    }),
  );
  return [...steps, ...checkpoints];
}

/** Returns the number of steps that a job has trained until a moment. */
export function stepsDone(job: TuningJob, plan: Plan, moment: number): number {
  if (plan.duration === 0) return job.startedAt === undefined ? 0 : plan.steps;
  // Tolerance for rounding errors.
  return Math.floor((trainedUntil(job, plan, moment) / plan.duration) * plan.steps + 1e-6);
}

const reached = (job: TuningJob, plan: Plan, now: number): number[] =>
  checkpointSteps(plan).filter((step) => step <= stepsDone(job, plan, now));

const momentOfStep = (job: TuningJob, plan: Plan, step: number): number =>
  momentOf(job, plan, (step / plan.steps) * plan.duration);

/** The last checkpoint is the model itself. */
const checkpointModel = (job: TuningJob, plan: Plan, step: number): string =>
  step === plan.steps ? job.modelName : `${job.modelName}:ckpt-step-${step}`;

function checkpointMetrics({ valid_loss: loss, valid_mean_token_accuracy: accuracy, ...metrics }: StepMetrics): object {
  if (loss === undefined) return metrics;
  return {
    ...metrics,
    valid_loss: loss,
    valid_mean_token_accuracy: accuracy,
    full_valid_loss: loss,
    full_valid_mean_token_accuracy: accuracy,
  };
}

const courseOf = ({ seed, size, method }: TuningJob, { steps }: Plan): Course => ({
  seed,
  steps,
  method,
  examples: size?.examples ?? 0,
  validated: size?.validated ?? false,
});

const digest = ({ id }: TuningJob, what: string): string =>
  createHash('sha256').update(`${id} ${what}`).digest('hex').slice(0, 24);

const seconds = (ms: number): number => Math.floor(ms / 1000);
