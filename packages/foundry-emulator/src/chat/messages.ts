import { badRequest } from '../frame/api-error.ts';
import type { ModelItem, ModelPart } from '../model/model.ts';
import type { AssistantMessage, ChatMessage, ContentPart } from './chat-body.ts';
import { checkImage } from './check-image.ts';

/**
 * Messages as a model reads them.
 * @throws ApiError 400 for an answer without its call, a call without its answer, an image that is none
 */
export function toItems(messages: readonly ChatMessage[]): ModelItem[] {
  const open = new Set<string>();
  const items: ModelItem[] = [];
  for (const [index, message] of messages.entries()) {
    const at = `messages[${index}]`;
    if (message.role !== 'tool' && message.role !== 'function') allAnswered(open, at);
    items.push(...itemsOf(message, open, at));
  }
  allAnswered(open, `messages[${messages.length - 1}]`);
  return items;
}

function itemsOf(message: ChatMessage, open: Set<string>, at: string): ModelItem[] {
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user':
      return [{ type: 'message', role: message.role, content: toParts(message.content, `${at}.content`) }];
    case 'assistant':
      return spoken(message, open, at);
    case 'tool': {
      const { tool_call_id: callId, content } = message;
      return [answered(callId, textOf(content), open, `${at}.tool_call_id`)];
    }
    case 'function':
      return [answered(functionId(message.name), message.content ?? '', open, `${at}.name`)];
  }
}

function spoken(message: AssistantMessage, open: Set<string>, at: string): ModelItem[] {
  const { content, refusal, tool_calls: calls, function_call: call } = message;
  const made = [
    ...(calls ?? []).map(({ id, function: { name, arguments: args } }) => ({ callId: id, name, arguments: args })),
    ...(call ? [{ callId: functionId(call.name), ...call }] : []),
  ];
  const text = toParts(content ?? refusal ?? '', `${at}.content`);
  const said = text.some((part) => part.type === 'image' || part.text !== '');
  if (content === null || content === undefined) {
    if (made.length === 0 && !refusal)
      throw badRequest(
        'An assistant message needs content, unless it has tool_calls or function_call.',
        `${at}.content`,
      );
  }
  for (const { callId } of made) open.add(callId);
  return [
    ...(said ? [{ type: 'message' as const, role: 'assistant' as const, content: text }] : []),
    ...made.map((each) => ({ type: 'call' as const, ...each })),
  ];
}

/** A function call of the old kind has no id: there is only ever one at a time. */
const functionId = (name: string): string => `function:${name}`;

function answered(callId: string, output: string, open: Set<string>, at: string): ModelItem {
  if (!open.delete(callId))
    throw badRequest(
      "A message with role 'tool' or 'function' must answer a call of the assistant message before it: no such call is open.",
      at,
    );
  return { type: 'result', callId, output };
}

function allAnswered(open: Set<string>, at: string): void {
  if (open.size === 0) return;
  throw badRequest(
    `An assistant message with calls must be followed by an answer to each of them. There is none for: ${[...open].join(', ')}.`,
    at,
  );
}

function toParts(content: string | readonly ContentPart[], at: string): ModelPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, index): ModelPart => {
    if (part.type === 'text') return { type: 'text', text: part.text };
    if (part.type === 'refusal') return { type: 'text', text: part.refusal };
    const { url, detail } = part.image_url;
    checkImage(url, `${at}[${index}].image_url.url`);
    return { type: 'image', url, ...(detail ? { detail } : {}) };
  });
}

/** The words of a message, images left out. */
export function textOf(content: string | readonly ContentPart[] | null | undefined): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}
