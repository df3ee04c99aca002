import { group } from '../../../core/http/operation-group.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import type { KeptStep, RunStep } from '../objects/run-step.ts';

/** Value of `include` that requests the text of file search results. */
const CONTENT = 'step_details.tool_calls[*].file_search.results[*].content';

export const runSteps = group('Run steps', (project) => {
  const store = assistantStore(project);

  return {
    List_Run_Steps: ({ params, query: { include, ...query } }) =>
      cursorPage(store.steps, query, { where: { run: store.run(params.thread_id, params.run_id).run.id } }, (kept) =>
        shown(kept, include ?? []),
      ),
    Get_Run_Step: ({ params, query }) =>
      shown(store.step(params.thread_id, params.run_id, params.step_id), query.include ?? []),
  };
});

/** Returns a step with the fields that `include` requests. */
function shown({ step, calls }: KeptStep, include: readonly string[]): RunStep {
  const { step_details: details } = step;
  if (!include.includes(CONTENT) || details.type !== 'tool_calls') return step;
  const tool_calls = details.tool_calls.map((call) => {
    const results = call.type === 'file_search' ? calls.find(({ id }) => id === call.id)?.shown : undefined;
    return results ? { ...call, file_search: { ...(call.file_search as object), results } } : call;
  });
  return { ...step, step_details: { ...details, tool_calls } };
}
