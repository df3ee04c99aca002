import type { EvalUpdate } from '../objects/eval.ts';

/** Body of "create eval run", which schedules store, too. */
export interface RunRequest extends EvalUpdate {
  readonly data_source: unknown;
}
