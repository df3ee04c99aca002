import type { ModelItem, ModelPart } from '../../model/contract/model.ts';
import type { TemplateContent, TemplateMessage, TemplatePart } from './criteria.ts';
import { GraderError } from './grader-error.ts';
import { render, type Scope, variablesOf } from './template.ts';

type Message = Extract<ModelItem, { type: 'message' }>;

const ROLES: readonly string[] = ['system', 'developer', 'user', 'assistant'];

/** Renders the variables of messages, for a model. @throws GraderError */
export const renderMessages = (messages: readonly TemplateMessage[], scope: Scope): Message[] =>
  modelMessages(messages, (text) => render(text, scope));

/** Converts messages of the data, whose texts are not templates. @throws GraderError */
export const plainMessages = (messages: readonly TemplateMessage[]): Message[] =>
  modelMessages(messages, (text) => text);

/** Returns every variable in the messages. */
export const variablesIn = (messages: readonly TemplateMessage[]): string[] =>
  messages.flatMap(({ content }) =>
    partsOf(content).flatMap((part) =>
      typeof part === 'string' ? variablesOf(part) : variablesOf(part.text ?? part.image_url ?? ''),
    ),
  );

function modelMessages(messages: readonly TemplateMessage[], write: (text: string) => string): Message[] {
  return messages.map(({ role, content }) => {
    if (!ROLES.includes(role)) throw new GraderError('invalid_message', `"${role}" is not a role of a message.`);
    return {
      type: 'message',
      role: role as Message['role'],
      content: partsOf(content).map((part) => modelPart(part, write)),
    };
  });
}

const partsOf = (content: TemplateContent): readonly (string | TemplatePart)[] =>
  typeof content === 'string' ? [content] : Array.isArray(content) ? content : [content as TemplatePart];

function modelPart(part: string | TemplatePart, write: (text: string) => string): ModelPart {
  if (typeof part === 'string') return { type: 'text', text: write(part) };
  if (part.type === 'input_image') return { type: 'image', url: write(part.image_url ?? '') };
  if (part.text !== undefined) return { type: 'text', text: write(part.text) };
  throw new GraderError('unsupported_content', `Content of type "${part.type}" cannot be given to the model here.`);
}
