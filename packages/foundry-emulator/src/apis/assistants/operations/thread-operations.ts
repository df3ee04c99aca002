import { group } from '../../../core/http/operation-group.ts';
import type { ThreadBody } from '../objects/assistant-bodies.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import { makeThread } from '../objects/make-thread.ts';
import { resourceResolver } from '../objects/tool-resources.ts';
import { runEngine } from '../runs/run-engine.ts';

interface Bodies {
  Create_Thread: ThreadBody | undefined;
  Modify_Thread: Omit<ThreadBody, 'messages'> | undefined;
}

export const threads = group<Bodies>('Threads', (project) => {
  const store = assistantStore(project);
  const resources = resourceResolver(project);
  const engine = runEngine(project);

  return {
    Create_Thread: ({ body }) => store.transaction(() => makeThread(project, body ?? {})),
    Get_Thread: ({ params }) => store.thread(params.thread_id),
    Modify_Thread: ({ params, body = {} }) => {
      const before = store.thread(params.thread_id);
      const metadata = body.metadata === undefined ? before.metadata : (body.metadata ?? {});
      return store.transaction(() => {
        const tool_resources = resources.given(body.tool_resources, before.tool_resources);
        return store.threads.put({ ...before, metadata, tool_resources }).object;
      });
    },
    Delete_Thread: ({ params }) => {
      const { id } = store.thread(params.thread_id);
      const active = store.activeRun(id);
      if (active) engine.drop(active.run.id);
      store.deleteThread(id);
      return { id, object: 'thread.deleted', deleted: true };
    },
  };
});
