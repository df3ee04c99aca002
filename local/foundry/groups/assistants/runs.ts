import { assistantStore } from '../../assistants/assistant-store.ts';
import type { MetadataBody, RunBody, ThreadAndRunBody, ToolOutputsBody } from '../../assistants/bodies.ts';
import { addMessages, makeThread } from '../../assistants/make-thread.ts';
import { isActive, type KeptRun } from '../../assistants/run.ts';
import { newRun } from '../../assistants/run-request.ts';
import { runDesk } from '../../assistants/runs/run-desk.ts';
import type { RunWriter } from '../../assistants/runs/run-writer.ts';
import { submittedStep } from '../../assistants/runs/submitted.ts';
import type { Thread } from '../../assistants/thread.ts';
import { resourceDesk } from '../../assistants/tool-resources.ts';
import { runToolKinds } from '../../assistants/tools/run-tools.ts';
import { badRequest, within } from '../../frame/api-error.ts';
import { group } from '../../frame/group.ts';
import { cursorPage } from '../../frame/paging.ts';
import { EventStream } from '../../frame/reply.ts';
import { worldModel } from '../../model/choose-model.ts';

interface Bodies {
  Create_Thread_And_Run: ThreadAndRunBody;
  Create_Run: RunBody;
  Modify_Run: MetadataBody | undefined;
  Submit_Tool_Outputs_To_Run: ToolOutputsBody;
}

const show = ({ run }: KeptRun) => run;

export const runs = group<Bodies>('Runs', (world) => {
  const { clock } = world;
  const store = assistantStore(world);
  const resources = resourceDesk(world);
  const desk = runDesk(world);
  const about = { clock, kinds: runToolKinds(world), label: worldModel(world).label };

  const begin = (body: ThreadAndRunBody, to: Thread, made: boolean) => {
    const assistant = store.assistant(body.assistant_id);
    const thread = addMessages(world, to.id, body.additional_messages ?? [], 'additional_messages');
    const own = resources.given(body.tool_resources, assistant.tool_resources);
    const kept = newRun(body, assistant, thread, own, about);
    store.runs.put(kept);
    return desk.proceed(kept.run.id, (writer) => {
      if (made) writer.tell('thread.created', thread);
      writer.tell('thread.run.created', kept.run);
      writer.tell('thread.run.queued', kept.run);
    });
  };
  const inThread = ({ thread }: ThreadAndRunBody) => within('thread', () => makeThread(world, thread ?? {}));
  const answer = (writer: RunWriter, stream: boolean | null | undefined) =>
    stream ? new EventStream(writer.tape.read()) : writer.kept?.run;

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
        desk.proceed(kept.run.id, (writing) => {
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
      desk.cancel(kept);
      return show(store.run(params.thread_id, params.run_id));
    },
  };
});
