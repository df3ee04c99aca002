import type { EvalUpdate } from '../objects/eval.ts';

/** The body of "create eval run", and what a schedule keeps of one. */
export interface RunRequest extends EvalUpdate {
  readonly data_source: unknown;
}
