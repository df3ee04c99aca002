import { assistantStore } from '../../assistants/assistant-store.ts';
import type { KeptStep } from '../../assistants/run-step.ts';
import { group } from '../../frame/group.ts';
import { cursorPage } from '../../frame/paging.ts';

const show = ({ step }: KeptStep) => step;

export const runSteps = group('Run steps', (world) => {
  const store = assistantStore(world);

  return {
    List_Run_Steps: ({ params, query }) =>
      cursorPage(store.steps, query, { where: { run: store.run(params.thread_id, params.run_id).run.id } }, show),
    Get_Run_Step: ({ params }) => show(store.step(params.thread_id, params.run_id, params.step_id)),
  };
});
