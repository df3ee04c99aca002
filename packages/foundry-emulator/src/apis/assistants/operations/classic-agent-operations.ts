import { badRequest } from '../../../core/http/api-error.ts';
import { group } from '../../../core/http/operation-group.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import { assistantStore } from '../objects/assistant-store.ts';

/** Operations of classic agent clients that the reference lacks: list threads, delete messages. */
export const classicAgentOperations = group('Assistants beyond', (project) => {
  const store = assistantStore(project);

  return {
    List_Threads: ({ query }) => cursorPage(store.threads, query),
    Delete_Message: ({ params }) => {
      const { id, thread_id } = store.message(params.thread_id, params.message_id);
      const active = store.activeRun(thread_id);
      if (active)
        throw badRequest(`Can't delete messages of ${thread_id} while a run ${active.run.id} is active.`, 'thread_id');
      store.messages.delete(id);
      return { id, object: 'thread.message.deleted', deleted: true };
    },
  };
});
