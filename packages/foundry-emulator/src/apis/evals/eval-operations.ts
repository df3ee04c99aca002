import { isDeepStrictEqual } from 'node:util';
import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { newId } from '../../core/ids.ts';
import { MAKER } from '../../core/project/system-data.ts';
import { checkEval } from './check-eval.ts';
import type { Eval, EvalRequest, EvalUpdate } from './objects/eval.ts';
import type { RunRequest } from './objects/eval-run.ts';
import { type EvalRun, hasEnded } from './objects/eval-run.ts';
import { runService } from './run/run-service.ts';
import { scopeSchema } from './sample-schema.ts';

interface Bodies {
  Evals_CreateEval: EvalRequest;
  Evals_UpdateEval: EvalUpdate;
  Evals_CreateEvalRun: RunRequest;
}

/** Evals and their runs. Runs are graded; the models and agents are those of the emulator. */
export const evals = group<Bodies>('Evals', (project) => {
  const { clock } = project;
  const { kept, engine, make } = runService(project);

  const existing = (id: string): Eval => {
    const found = kept.evals.get(id);
    if (!found) throw notFound(`There is no eval ${id}.`, 'eval_id');
    return found;
  };
  const existingRun = ({ eval_id: evalId, run_id: id }: { eval_id: string; run_id: string }): EvalRun => {
    const run = kept.runs.get(id);
    if (run?.eval_id !== existing(evalId).id) throw notFound(`There is no run ${id} of eval ${evalId}.`, 'run_id');
    return run;
  };
  const show = (run: EvalRun) => ({ ...run, data_source: kept.sources.get(run.id)?.data_source });
  const stamp = () => ({ created_at: clock.seconds(), modified_at: clock.seconds(), created_by: MAKER });

  const cancel = (run: EvalRun) => {
    if (hasEnded(run)) throw badRequest(`The run ${run.id} is ${run.status} already; it cannot be canceled.`, 'run_id');
    engine.drop(run.id);
    return show(kept.runs.get(run.id) ?? run);
  };
  const removeRun = (run: EvalRun) => {
    engine.drop(run.id);
    kept.removeRun(run);
  };

  return {
    Evals_CreateEval: ({ body }) => {
      checkEval(body);
      const id = newId('eval');
      const made: Eval = {
        object: 'eval',
        id,
        name: body.name ?? id,
        ...stamp(),
        data_source_config: { ...body.data_source_config, schema: scopeSchema(body.data_source_config) },
        testing_criteria: body.testing_criteria,
        metadata: body.metadata ?? null,
        properties: body.properties ?? {},
      };
      return kept.evals.put(made).object;
    },
    Evals_ListEvals: ({ query }) =>
      cursorPage(kept.evals, query, query.order_by === 'updated_at' ? { by: 'updated' } : {}),
    Evals_GetEval: ({ params }) => existing(params.eval_id),
    Evals_UpdateEval: ({ params, body: { name, metadata, properties } }) => {
      const found = existing(params.eval_id);
      if (properties && !isDeepStrictEqual(properties, found.properties)) {
        throw badRequest('The properties of an eval cannot be changed; its metadata can.', 'properties');
      }
      const changed = {
        ...found,
        name: name ?? found.name,
        metadata: metadata ?? found.metadata,
        modified_at: clock.seconds(),
      };
      return kept.evals.put(changed).object;
    },
    Evals_DeleteEval: ({ params }) => {
      const { id } = existing(params.eval_id);
      for (const run of [...kept.runs.all({ where: { eval: id } })]) removeRun(run);
      kept.evals.delete(id);
      return { object: 'eval.deleted', eval_id: id, deleted: true };
    },
    Evals_CreateEvalRun: ({ params, body, endpoint }) => {
      const run = make(existing(params.eval_id), body, endpoint);
      engine.take(run);
      return show(run);
    },
    Evals_ListRuns: ({ params, query }) =>
      cursorPage(kept.runs, query, { where: { eval: existing(params.eval_id).id, status: query.status } }, show),
    Evals_GetEvalRun: ({ params }) => show(existingRun(params)),
    Evals_CancelEvalRun: ({ params }) => cancel(existingRun(params)),
    Evals_CancelEvalRunByPath: ({ params }) => cancel(existingRun(params)),
    Evals_DeleteEvalRun: ({ params }) => {
      const run = existingRun(params);
      removeRun(run);
      return { object: 'eval.deleted', run_id: run.id, deleted: true };
    },
    Evals_GetEvalRunOutputItems: ({ params, query }) =>
      cursorPage(kept.items, query, { where: { run: existingRun(params).id, status: query.status } }),
    Evals_GetEvalRunOutputItem: ({ params }) => {
      const item = kept.items.get(params.output_item_id);
      if (item?.run_id !== existingRun(params).id) {
        throw notFound(`There is no output item ${params.output_item_id} of this run.`, 'output_item_id');
      }
      return item;
    },
  };
});
