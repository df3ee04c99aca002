import type { TuningJob } from '../job/job.ts';
import { milliseconds } from '../job/outcome.ts';

/** How the training of a job is laid out. */
export interface Plan {
  readonly steps: number;
  readonly epochs: number;
  /** Milliseconds of training, pauses not counted. */
  readonly duration: number;
  /** Every so many steps there is a line of metrics; so that no job has more than a few hundred. */
  readonly logEvery: number;
}

/** Lines of metrics of one job, about. */
const LOGGED_STEPS = 500;

/** Where nothing is said, training takes so long, and so much longer for every step. */
const BASE_MS = 120_000;
const STEP_MS = 2_000;

/** No job takes longer. Source: Azure OpenAI "Quotas and limits" (720 hours). */
const MAX_DURATION_MS = 720 * 3_600_000;

/** @param usual milliseconds that the settings give for training */
export function planOf({ size, hyperparameters, outcome }: TuningJob, usual?: number): Plan {
  const epochs = Number(hyperparameters.n_epochs);
  const batches = Math.max(Math.ceil((size?.examples ?? 1) / Number(hyperparameters.batch_size)), 1);
  const steps = batches * epochs;
  const own = outcome.duration === undefined ? usual : milliseconds(outcome.duration);
  const duration = Math.min(own ?? BASE_MS + steps * STEP_MS, MAX_DURATION_MS);
  return { steps, epochs, duration, logEvery: Math.max(Math.ceil(steps / LOGGED_STEPS), 1) };
}

/** Steps up to one of them that have a line of metrics; the last step of all always has. */
export function* loggedSteps({ steps, logEvery }: Plan, upTo = steps): Generator<number> {
  for (let step = logEvery; step <= upTo; step += logEvery) yield step;
  if (upTo === steps && steps % logEvery !== 0) yield steps;
}

/** Steps after which there is a checkpoint: the last of each epoch. */
export const checkpointSteps = ({ steps, epochs }: Plan): number[] =>
  Array.from({ length: epochs }, (_, epoch) => ((epoch + 1) * steps) / epochs);
