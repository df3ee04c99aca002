import { assistantStore } from '../../assistants/assistant-store.ts';
import type { MessageBody, MetadataBody } from '../../assistants/bodies.ts';
import { addMessage } from '../../assistants/make-thread.ts';
import { badRequest } from '../../frame/api-error.ts';
import { group } from '../../frame/group.ts';
import { cursorPage } from '../../frame/paging.ts';

interface Bodies {
  Create_Message: MessageBody;
  Modify_Message: MetadataBody | undefined;
}

export const messages = group<Bodies>('Messages', (world) => {
  const store = assistantStore(world);

  return {
    List_Messages: ({ params, query }) =>
      cursorPage(store.messages, query, { where: { thread: store.thread(params.thread_id).id, run: query.run_id } }),
    Create_Message: ({ params, body }) => {
      const { id } = store.thread(params.thread_id);
      const active = store.activeRun(id);
      if (active) throw badRequest(`Can't add messages to ${id} while a run ${active.run.id} is active.`, 'thread_id');
      return store.transaction(() => addMessage(world, id, body));
    },
    Get_Message: ({ params }) => store.message(params.thread_id, params.message_id),
    Modify_Message: ({ params, body }) => {
      const message = store.message(params.thread_id, params.message_id);
      return store.messages.put({ ...message, metadata: body?.metadata ?? message.metadata }).object;
    },
  };
});
