import { variablesOfCriterion } from '../../grading/check-criterion.ts';
import type { FileStore } from '../files/file-store.ts';
import type { JobSize, Note, TuningJob } from './job/job.ts';
import { fileError, type JobError } from './training/file-error.ts';
import { readInThread } from './training/read-in-thread.ts';
import type { TrainingData } from './training/read-training-file.ts';

export interface InvalidFiles {
  readonly error: JobError;
  /** One line for each fault. */
  readonly notes: readonly Omit<Note, 'at'>[];
}

type Param = 'training_file' | 'validation_file';

/** Validates the files of a job. A deleted file is an error of the job. Throws when the signal aborts. */
export async function validateFiles(
  job: TuningJob,
  fileStore: FileStore,
  signal: AbortSignal,
): Promise<{ size: JobSize } | InvalidFiles> {
  const read = (id: string, param: Param) => readFile(id, param, { job, fileStore, signal });
  const training = await read(job.trainingFile, 'training_file');
  if ('error' in training) return training;
  const size = { examples: training.examples, tokens: training.tokens };
  if (job.validationFile === null) return { size: { ...size, validated: false } };
  const validation = await read(job.validationFile, 'validation_file');
  return 'error' in validation ? validation : { size: { ...size, validated: true } };
}

async function readFile(
  id: string,
  param: Param,
  { job, fileStore, signal }: { job: TuningJob; fileStore: FileStore; signal: AbortSignal },
): Promise<TrainingData | InvalidFiles> {
  if (!fileStore.files.get(id)) {
    const message = `The file ${id} was deleted before it could be read.`;
    return { error: { code: `invalid_${param}`, message, param }, notes: [] };
  }
  const { model, method } = job;
  const data = await readInThread({ path: fileStore.pathOf(id), model, method, fields: fieldsOfGrader(job) }, signal);
  const error = fileError(param, data);
  if (!error) return data;
  const notes = data.faults.map(
    ({ line, message }): Omit<Note, 'at'> => ({
      level: 'error',
      message: `${id}, line ${line}${/^(is|has) /.test(message) ? '' : ':'} ${message}`,
      data: { file_id: id, line },
    }),
  );
  return { error, notes };
}

/** Returns the fields of an example that the grader of a reinforcement job reads. */
function fieldsOfGrader({ givenMethod }: TuningJob): string[] {
  const grader = givenMethod?.reinforcement?.grader;
  if (!grader) return [];
  const paths = variablesOfCriterion(grader).filter((path) => path.startsWith('item.'));
  return [...new Set(paths.map((path) => path.split(/[.[]/)[1] ?? ''))];
}
