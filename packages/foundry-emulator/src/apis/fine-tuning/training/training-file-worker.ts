import { createReadStream } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { exampleCheck, type TrainingMethod } from '../../../../../../shared/core/fine-tuning-data/example-check.ts';
import { readTrainingFile } from './read-training-file.ts';

/** A training file to check, and the job it is for. */
export interface TrainingFileRequest {
  readonly path: string;
  readonly model: string;
  readonly method: TrainingMethod;
  /** Fields of an example that the grader reads. */
  readonly fields: readonly string[];
}

const { path, model, method, fields } = workerData as TrainingFileRequest;
parentPort?.postMessage(await readTrainingFile(createReadStream(path), exampleCheck(model, method, fields)));
