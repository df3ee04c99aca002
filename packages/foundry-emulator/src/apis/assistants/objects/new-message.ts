import { newId } from '../../../core/ids.ts';
import type { MessageBody } from './assistant-bodies.ts';
import { type Message, textContent } from './thread.ts';

/** Creates a message from a request. */
export function newMessage(threadId: string, body: MessageBody, seconds: number): Message {
  const { role, content, attachments, metadata } = body;
  const parts =
    typeof content === 'string'
      ? [textContent(content)]
      : content.map((part) => (part.type === 'text' ? textContent(part.text) : part));
  return {
    id: newId('msg'),
    object: 'thread.message',
    created_at: seconds,
    thread_id: threadId,
    status: 'completed',
    incomplete_details: null,
    completed_at: seconds,
    incomplete_at: null,
    role,
    content: parts,
    assistant_id: null,
    run_id: null,
    attachments: (attachments ?? []).map(({ file_id, tools }) => ({ file_id, tools: tools ?? [] })),
    metadata: metadata ?? {},
  };
}
