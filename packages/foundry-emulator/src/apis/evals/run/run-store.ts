import type { Collection, Store } from '../../../core/store/store.ts';
import type { Eval } from '../objects/eval.ts';
import { type EvalRun, hasEnded, type OutputItem, type RunSource } from '../objects/eval-run.ts';

export interface EvalStore {
  readonly evals: Collection<Eval>;
  readonly runs: Collection<EvalRun>;
  readonly sources: Collection<RunSource>;
  readonly items: Collection<OutputItem>;
  /** Deletes a run with its source and its items. */
  removeRun(run: EvalRun): void;
}

/** Returns the store of a project's evals, runs and output items. */
export function evalStore(store: Store): EvalStore {
  const evals = store.collection<Eval>({
    name: 'evals',
    key: ({ id }) => id,
    indexes: { created: ({ created_at: at }) => at, updated: ({ modified_at: at }) => at },
  });
  const runs = store.collection<EvalRun>({
    name: 'evalRuns',
    key: ({ id }) => id,
    indexes: { eval: ({ eval_id: id }) => id, status: ({ status }) => status, open: (run) => !hasEnded(run) },
  });
  const sources = store.collection<RunSource>({ name: 'evalRunSources', key: ({ id }) => id });
  const items = store.collection<OutputItem>({
    name: 'evalOutputItems',
    key: ({ id }) => id,
    indexes: { run: ({ run_id: id }) => id, status: ({ status }) => status },
  });
  return {
    evals,
    runs,
    sources,
    items,
    removeRun: ({ id }) =>
      store.transaction(() => {
        for (const item of items.all({ where: { run: id } })) items.delete(item.id);
        sources.delete(id);
        runs.delete(id);
      }),
  };
}
