import { resolveHyperparameters } from './hyperparameters.ts';
import type { JobSize, Note, TuningJob } from './job/job.ts';
import type { JobError } from './training/file-error.ts';
import type { InvalidFiles } from './validate.ts';

/** Each job states that its training is simulated. */
const SIMULATED =
  'This job is simulated: its files are read and checked, its course and its metrics are worked out from its seed, and no model is trained.';

const info = (at: number, message: string): Note => ({ at, level: 'info', message });

const noted = (job: TuningJob, ...notes: Note[]): TuningJob => ({ ...job, notes: [...job.notes, ...notes] });

/** Creates a job. */
export function created(job: Omit<TuningJob, 'phase' | 'pauses' | 'notes'>): TuningJob {
  const { id, createdAt: at, trainingFile, validationFile } = job;
  const files = validationFile === null ? trainingFile : `${trainingFile} and validation file: ${validationFile}`;
  const notes: Note[] = [
    info(at, `Created fine-tuning job: ${id}`),
    { at, level: 'warn', message: SIMULATED },
    info(at, `Validating training file: ${files}`),
  ];
  return { ...job, phase: 'validating', pauses: [], notes };
}

/** Queues a job whose files are valid, with its final hyperparameters. */
export function validated(job: TuningJob, at: number, size: JobSize): TuningJob {
  const hyperparameters = resolveHyperparameters(job.method, job.hyperparameters, size.examples);
  const queued: TuningJob = { ...job, phase: 'queued', size, hyperparameters };
  return noted(queued, info(at, 'Files validated, moving job to queued state'));
}

export function refused(job: TuningJob, at: number, { error, notes }: InvalidFiles): TuningJob {
  return failed({ ...job, notes: [...job.notes, ...notes.map((note) => ({ at, ...note }))] }, at, error);
}

/** Starts a job, or resumes it after a pause. */
export function started(job: TuningJob, at: number): TuningJob {
  const running: TuningJob = { ...job, phase: 'running', startedAt: job.startedAt ?? at, pauses: closed(job, at) };
  return noted(running, info(at, job.startedAt === undefined ? 'Fine-tuning job started' : 'Fine-tuning job resumed'));
}

export const paused = (job: TuningJob, at: number): TuningJob =>
  noted({ ...job, phase: 'paused', pauses: [...job.pauses, { from: at }] }, info(at, 'Fine-tuning job paused'));

export function succeeded(job: TuningJob, at: number, resultFile: string): TuningJob {
  return noted(
    { ...job, phase: 'succeeded', endedAt: at, resultFile },
    { ...info(at, `New fine-tuned model created: ${job.modelName}`), closing: true },
    { ...info(at, 'The job has successfully completed'), closing: true },
  );
}

export const failed = (job: TuningJob, at: number, error: JobError): TuningJob =>
  noted(
    { ...job, phase: 'failed', endedAt: at, pauses: closed(job, at), error },
    { at, level: 'error', message: error.message, closing: true },
  );

export const cancelled = (job: TuningJob, at: number): TuningJob =>
  noted(
    { ...job, phase: 'cancelled', endedAt: at, pauses: closed(job, at) },
    { ...info(at, 'Fine-tuning job cancelled'), closing: true },
  );

/** Ends a pause. */
const closed = ({ pauses }: TuningJob, at: number): TuningJob['pauses'] =>
  pauses.map((pause) => ({ to: at, ...pause }));
