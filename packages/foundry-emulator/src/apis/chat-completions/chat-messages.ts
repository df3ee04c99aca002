import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { MAX_IMAGE_BYTES } from '../../core/limits.ts';
import type { ModelItem, ModelPart } from '../../model/contract/model.ts';
import type { Attachments } from './attachments.ts';
import type { AssistantMessage, ChatMessage, ContentPart } from './chat-body.ts';

/**
 * Converts messages to what a model reads.
 * @throws ApiError 400 for a tool message without its call, a call without its tool message, or an unreadable content part
 */
export function toItems(messages: readonly ChatMessage[], attachments: Attachments): ModelItem[] {
  const open = new Set<string>();
  const items: ModelItem[] = [];
  for (const [index, message] of messages.entries()) {
    const at = `messages[${index}]`;
    if (message.role !== 'tool' && message.role !== 'function') allAnswered(open, at);
    items.push(...itemsOf(message, attachments, open, at));
  }
  allAnswered(open, `messages[${messages.length - 1}]`);
  return items;
}

function itemsOf(message: ChatMessage, attachments: Attachments, open: Set<string>, at: string): ModelItem[] {
  switch (message.role) {
    case 'system':
    case 'developer':
    case 'user':
      return [{ type: 'message', role: message.role, content: toParts(message.content, attachments, `${at}.content`) }];
    case 'assistant':
      return spoken(message, attachments, open, at);
    case 'tool': {
      const { tool_call_id: callId, content } = message;
      return [answered(callId, textOf(content), open, `${at}.tool_call_id`)];
    }
    case 'function':
      return [answered(functionId(message.name), message.content ?? '', open, `${at}.name`)];
  }
}

function spoken(message: AssistantMessage, attachments: Attachments, open: Set<string>, at: string): ModelItem[] {
  const { content, refusal, tool_calls: calls, function_call: call } = message;
  const made = [
    ...(calls ?? []).map(({ id, function: { name, arguments: args } }) => ({ callId: id, name, arguments: args })),
    ...(call ? [{ callId: functionId(call.name), ...call }] : []),
  ];
  const text = toParts(content ?? refusal ?? '', attachments, `${at}.content`);
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

/** Legacy function calls have no id; there is only one at a time. */
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

function toParts(content: string | readonly ContentPart[], attachments: Attachments, at: string): ModelPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, index) => toPart(part, attachments, `${at}[${index}]`));
}

function toPart(part: ContentPart, attachments: Attachments, at: string): ModelPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'refusal':
      return { type: 'text', text: part.refusal };
    case 'image_url': {
      const { url, detail } = part.image_url;
      checkImage(url, `${at}.image_url.url`);
      return { type: 'image', url, ...(detail ? { detail } : {}) };
    }
    default: {
      const attachment = attachments.get(part);
      if (attachment) return attachment;
      // `v1` lets unknown variants through.
      const { type }: { readonly type: string } = part;
      throw badRequest(
        `Invalid value: '${type}'. Supported values are: 'text', 'image_url', 'input_audio', 'file' and 'refusal'.`,
        `${at}.type`,
      );
    }
  }
}

/** Returns the text of a message without images. */
export function textOf(content: string | readonly ContentPart[] | null | undefined): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
}

/** Magic numbers of PNG, JPEG, GIF and WebP. */
const BEGINNINGS = [
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x47, 0x49, 0x46, 0x38],
  [0x52, 0x49, 0x46, 0x46],
];

/** @throws ApiError 400 for an address that is neither http(s) nor a data URL of a PNG, JPEG, GIF or WebP image */
export function checkImage(url: string, param: string): void {
  if (/^https?:\/\//i.test(url)) {
    if (!URL.canParse(url)) throw invalid('The image address is not a valid URL.', param);
    return;
  }
  const [, data] = /^data:image\/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)$/i.exec(url) ?? [];
  if (data === undefined)
    throw invalid(
      'An image is given by an http(s) address, or as data:image/png;base64,... (png, jpeg, gif or webp).',
      param,
    );
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length > MAX_IMAGE_BYTES)
    throw invalid(`The image has ${bytes.length} bytes, more than the ${MAX_IMAGE_BYTES} that one may have.`, param);
  if (!BEGINNINGS.some((beginning) => beginning.every((byte, at) => bytes[at] === byte)))
    throw invalid('The image data is not a PNG, JPEG, GIF or WebP image.', param);
}

const invalid = (message: string, param: string): ApiError =>
  new ApiError(400, { code: 'invalid_image_url', message, param });
