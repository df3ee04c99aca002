import { within } from '../../../core/http/api-error.ts';
import { newId } from '../../../core/ids.ts';
import type { World } from '../../../core/project/project-context.ts';
import type { MessageBody, ThreadBody } from './assistant-bodies.ts';
import { assistantStore } from './assistant-store.ts';
import { newMessage } from './new-message.ts';
import type { Message, Thread } from './thread.ts';
import { resourceDesk } from './tool-resources.ts';

/** Makes a thread with its first messages. Call it in a transaction. @throws ApiError 400 for files and stores that do not exist */
export function makeThread(world: World, body: ThreadBody): Thread {
  const { threads } = assistantStore(world);
  const { id } = threads.put({
    id: newId('thread'),
    object: 'thread',
    created_at: world.clock.seconds(),
    tool_resources: resourceDesk(world).given(body.tool_resources),
    metadata: body.metadata ?? {},
  }).object;
  return addMessages(world, id, body.messages ?? [], 'messages');
}

/**
 * Adds messages to a thread, and what is attached to them to its resources. Call it in a transaction.
 * @param param path of the messages in the request
 * @returns the thread as it then is
 * @throws ApiError 400 for files that do not exist
 */
export function addMessages(world: World, threadId: string, bodies: readonly MessageBody[], param: string): Thread {
  for (const [index, body] of bodies.entries()) within(`${param}[${index}]`, () => addMessage(world, threadId, body));
  return assistantStore(world).thread(threadId);
}

/** The same with one. */
export function addMessage(world: World, threadId: string, body: MessageBody): Message {
  const { threads, messages, thread } = assistantStore(world);
  const message = newMessage(threadId, body, world.clock.seconds());
  if (message.attachments.length > 0) {
    const before = thread(threadId);
    const tool_resources = resourceDesk(world).attached(message.attachments, before.tool_resources);
    threads.put({ ...before, tool_resources });
  }
  return messages.put(message).object;
}
