import { badRequest, within } from '../../../core/http/api-error.ts';
import { group } from '../../../core/http/operation-group.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import { EventStream } from '../../../core/http/reply.ts';
import type { MetadataBody, RunBody, ThreadAndRunBody, ToolOutputsBody } from '../objects/assistant-bodies.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import { makeThread } from '../objects/make-thread.ts';
import { isActive, type KeptRun } from '../objects/run.ts';
import { runStarter } from '../runs/begin-run.ts';
import { runEngine } from '../runs/run-engine.ts';
import type { RunWriter } from '../runs/run-writer.ts';
import { submittedStep } from '../runs/submitted-outputs.ts';

interface Bodies {
  Create_Thread_And_Run: ThreadAndRunBody;
  Create_Run: RunBody;
  Modify_Run: MetadataBody | undefined;
  Submit_Tool_Outputs_To_Run: ToolOutputsBody;
}

const show = ({ run }: KeptRun) => run;

export const runs = group<Bodies>('Runs', (project) => {
  const store = assistantStore(project);
  const engine = runEngine(project);
  const begin = runStarter(project);
  const inThread = ({ thread }: ThreadAndRunBody) => within('thread', () => makeThread(project, thread ?? {}));
  const answer = (writer: RunWriter, stream: boolean | null | undefined) =>
    stream ? new EventStream(writer.events.read()) : writer.kept?.run;

  return {
    Create_Thread_And_Run: ({ body }) => {
      const writer = store.transaction(() => begin(body, inThread(body), true));
      return answer(writer, body.stream);
    },
    Create_Run: ({ params, body }) => {
      const thread = store.thread(params.thread_id);
      const active = store.activeRun(thread.id);
      if (active) throw badRequest(`Thread ${thread.id} already has an active run ${active.run.id}.`, 'thread_id');
      return answer(
        store.transaction(() => begin(body, thread, false)),
        body.stream,
      );
    },
    List_Runs: ({ params, query }) =>
      cursorPage(store.runs, query, { where: { thread: store.thread(params.thread_id).id } }, show),
    Get_Run: ({ params }) => show(store.run(params.thread_id, params.run_id)),
    Modify_Run: ({ params, body }) => {
      const kept = store.run(params.thread_id, params.run_id);
      const run = { ...kept.run, metadata: body?.metadata ?? kept.run.metadata };
      return show(store.runs.put({ ...kept, run }).object);
    },
    Submit_Tool_Outputs_To_Run: ({ params, body }) => {
      const kept = store.run(params.thread_id, params.run_id);
      const step = submittedStep(kept, body.tool_outputs, store);
      const writer = store.transaction(() =>
        engine.proceed(kept.run.id, (writing) => {
          writing.endStep(step, 'completed');
          writing.become('queued', { required_action: null });
        }),
      );
      return answer(writer, body.stream);
    },
    Cancel_Run: ({ params }) => {
      const kept = store.run(params.thread_id, params.run_id);
      if (!isActive(kept.run) || kept.run.status === 'cancelling')
        throw badRequest(`Cannot cancel run with status '${kept.run.status}'.`, 'run_id');
      engine.cancel(kept);
      return show(store.run(params.thread_id, params.run_id));
    },
  };
});
