import type { TuningJob } from '../job/job.ts';
import { milliseconds } from '../job/outcome.ts';

/** Plan of a job's training. */
export interface Plan {
  readonly steps: number;
  readonly epochs: number;
  /** Milliseconds of training, without pauses. */
  readonly duration: number;
  /** Steps between two lines of metrics, which limits a job to a few hundred lines. */
  readonly logEvery: number;
}

/** Approximate number of lines of metrics in one job. */
const LOGGED_STEPS = 500;

/** Default milliseconds of training: a base, and an addition for each step. */
const BASE_MS = 120_000;
const STEP_MS = 2_000;

/** Longest training. Source: Azure OpenAI "Quotas and limits" (720 hours). */
const MAX_DURATION_MS = 720 * 3_600_000;

/** @param usual milliseconds of training from the settings */
export function planOf({ size, hyperparameters, outcome }: TuningJob, usual?: number): Plan {
  const epochs = Number(hyperparameters.n_epochs);
  const batches = Math.max(Math.ceil((size?.examples ?? 1) / Number(hyperparameters.batch_size)), 1);
  const steps = batches * epochs;
  const own = outcome.duration === undefined ? usual : milliseconds(outcome.duration);
  const duration = Math.min(own ?? BASE_MS + steps * STEP_MS, MAX_DURATION_MS);
  return { steps, epochs, duration, logEvery: Math.max(Math.ceil(steps / LOGGED_STEPS), 1) };
}

/** Yields the steps with a line of metrics, which include the last step. */
export function* loggedSteps({ steps, logEvery }: Plan, upTo = steps): Generator<number> {
  for (let step = logEvery; step <= upTo; step += logEvery) yield step;
  if (upTo === steps && steps % logEvery !== 0) yield steps;
}

/** Returns the steps with a checkpoint: the last of each epoch. */
export const checkpointSteps = ({ steps, epochs }: Plan): number[] =>
  Array.from({ length: epochs }, (_, epoch) => ((epoch + 1) * steps) / epochs);
