import { badRequest } from '../../../core/http/api-error.ts';
import { group } from '../../../core/http/operation-group.ts';
import { cursorPage } from '../../../core/http/paging.ts';
import type { MessageBody, MetadataBody } from '../objects/assistant-bodies.ts';
import { assistantStore } from '../objects/assistant-store.ts';
import { addMessage } from '../objects/make-thread.ts';

interface Bodies {
  Create_Message: MessageBody;
  Modify_Message: MetadataBody | undefined;
}

export const messages = group<Bodies>('Messages', (project) => {
  const store = assistantStore(project);

  return {
    List_Messages: ({ params, query }) =>
      cursorPage(store.messages, query, { where: { thread: store.thread(params.thread_id).id, run: query.run_id } }),
    Create_Message: ({ params, body }) => {
      const { id } = store.thread(params.thread_id);
      const active = store.activeRun(id);
      if (active) throw badRequest(`Can't add messages to ${id} while a run ${active.run.id} is active.`, 'thread_id');
      return store.transaction(() => addMessage(project, id, body));
    },
    Get_Message: ({ params }) => store.message(params.thread_id, params.message_id),
    Modify_Message: ({ params, body }) => {
      const message = store.message(params.thread_id, params.message_id);
      return store.messages.put({ ...message, metadata: body?.metadata ?? message.metadata }).object;
    },
  };
});
