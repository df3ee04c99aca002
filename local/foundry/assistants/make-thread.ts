import { newId } from '../frame/ids.ts';
import type { AssistantStore } from './assistant-store.ts';
import type { ThreadBody } from './bodies.ts';
import { newMessage } from './new-message.ts';
import type { Thread } from './thread.ts';
import { toolResources } from './tool-resources.ts';

/** Makes a thread with its first messages. Call it in a transaction. */
export function makeThread(body: ThreadBody, store: AssistantStore, seconds: number): Thread {
  const thread: Thread = {
    id: newId('thread'),
    object: 'thread',
    created_at: seconds,
    tool_resources: toolResources(body.tool_resources),
    metadata: body.metadata ?? {},
  };
  store.threads.put(thread);
  for (const message of body.messages ?? []) store.messages.put(newMessage(thread.id, message, seconds));
  return thread;
}
