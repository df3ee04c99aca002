import { MIN_TRAINING_EXAMPLES } from '../../../core/limits.ts';
import type { TrainingData } from './read-training-file.ts';

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
}

/** Faults named in the error; the events have more of them. */
const NAMED = 3;

/** Returns the error of a job that cannot be trained on these data, or `undefined`. */
export function fileError(param: 'training_file' | 'validation_file', data: TrainingData): JobError | undefined {
  const kind = param === 'training_file' ? 'training' : 'validation';
  const code = `invalid_${param}`;
  if (data.faultCount > 0) {
    const named = data.faults
      .slice(0, NAMED)
      .map(({ line, message }) => `Line ${line}${/^(is|has) /.test(message) ? '' : ':'} ${message}.`);
    const more =
      data.faultCount > NAMED ? ` ${data.faultCount - NAMED} more lines have faults; the events name them.` : '';
    return { code, message: `The ${kind} file has lines that cannot be used. ${named.join(' ')}${more}`, param };
  }
  if (data.examples === 0) return { code, message: `The ${kind} file has no examples.`, param };
  if (kind === 'training' && data.examples < MIN_TRAINING_EXAMPLES) {
    return {
      code: 'invalid_n_examples',
      message: `The training file has ${data.examples} example(s), but must have at least ${MIN_TRAINING_EXAMPLES}.`,
      param,
    };
  }
  return undefined;
}
