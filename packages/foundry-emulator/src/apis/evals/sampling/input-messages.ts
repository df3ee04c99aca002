import { isRecord } from '../../../core/json-schema.ts';
import type { TemplateMessage } from '../../../grading/contract/criteria.ts';
import { GraderError } from '../../../grading/contract/grader-error.ts';
import { plainMessages, renderMessages } from '../../../grading/contract/messages.ts';
import { lookUp, type Scope } from '../../../grading/contract/template.ts';
import { type ModelItem, partText } from '../../../model/contract/model.ts';
import type { InputMessages } from '../objects/data-source.ts';

type Message = Extract<ModelItem, { type: 'message' }>;

/** Returns the messages to a model for a row. @throws GraderError when the row lacks a field */
export function inputMessages(input: InputMessages, scope: Scope): Message[] {
  if (input.type === 'template') return renderMessages(input.template, scope);
  const given = lookUp(input.item_reference.replace(/^\{\{\s*|\s*\}\}$/g, ''), scope);
  if (typeof given === 'string') return plainMessages([{ role: 'user', content: given }]);
  if (Array.isArray(given) && given.every(isMessage)) return plainMessages(given);
  throw new GraderError(
    'invalid_message',
    `${input.item_reference} must be text, or a list of messages with role and content.`,
  );
}

/** Returns the text of messages, as samples show it. */
export const shownMessages = (messages: readonly Message[]): { role: string; content: string }[] =>
  messages.map(({ role, content }) => ({
    role,
    content: content.map((part) => (part.type === 'image' ? part.url : partText(part))).join('\n'),
  }));

const isMessage = (value: unknown): value is TemplateMessage =>
  isRecord(value) && typeof value.role === 'string' && value.content !== undefined && value.content !== null;
