import { within } from '../../../core/http/api-error.ts';
import { newId } from '../../../core/ids.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import type { MessageBody, ThreadBody } from './assistant-bodies.ts';
import { assistantStore } from './assistant-store.ts';
import { newMessage } from './new-message.ts';
import type { Message, Thread } from './thread.ts';
import { resourceResolver } from './tool-resources.ts';

/** Creates a thread with its first messages. Call it in a transaction. @throws ApiError 400 for files and stores that do not exist */
export function makeThread(project: ProjectContext, body: ThreadBody): Thread {
  const { threads } = assistantStore(project);
  const { id } = threads.put({
    id: newId('thread'),
    object: 'thread',
    created_at: project.clock.seconds(),
    tool_resources: resourceResolver(project).given(body.tool_resources),
    metadata: body.metadata ?? {},
  }).object;
  return addMessages(project, id, body.messages ?? [], 'messages');
}

/**
 * Adds messages to a thread and their attachments to its resources.
 * @param param path of the messages in the request
 * @returns the thread as it then is
 * @throws ApiError 400 for files that do not exist
 */
export function addMessages(
  project: ProjectContext,
  threadId: string,
  bodies: readonly MessageBody[],
  param: string,
): Thread {
  for (const [index, body] of bodies.entries()) within(`${param}[${index}]`, () => addMessage(project, threadId, body));
  return assistantStore(project).thread(threadId);
}

/** Adds one message to a thread. */
export function addMessage(project: ProjectContext, threadId: string, body: MessageBody): Message {
  const { threads, messages, thread } = assistantStore(project);
  const message = newMessage(threadId, body, project.clock.seconds());
  if (message.attachments.length > 0) {
    const before = thread(threadId);
    const tool_resources = resourceResolver(project).attached(message.attachments, before.tool_resources);
    threads.put({ ...before, tool_resources });
  }
  return messages.put(message).object;
}
