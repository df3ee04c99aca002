import { isRecord } from '../../../core/json-schema.ts';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];
const PARTS = ['text', 'image_url', 'input_audio', 'file', 'refusal'];

/** What is wrong with the messages of an example, or `undefined`. `field` is where they stand. */
export function chatFault(messages: unknown, field = 'messages'): string | undefined {
  if (!Array.isArray(messages) || messages.length === 0) return `${field} must be a list of messages`;
  const called = new Set<unknown>();
  for (const [at, message] of messages.entries()) {
    const fault = messageFault(message, called);
    if (fault !== undefined) return `${field}[${at}]${fault}`;
  }
  return undefined;
}

/** What is wrong with the functions an example offers, or `undefined`. */
export function toolsFault({ tools, functions }: Readonly<Record<string, unknown>>): string | undefined {
  for (const [field, list] of Object.entries({ tools, functions })) {
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list)) return `${field} must be a list`;
    const unnamed = list.findIndex(
      (tool: unknown) => !isNamed(field === 'tools' && isRecord(tool) ? tool.function : tool),
    );
    if (unnamed >= 0) return `${field}[${unnamed}] has no function name`;
  }
  return undefined;
}

function messageFault(message: unknown, called: Set<unknown>): string | undefined {
  if (!isRecord(message)) return ' must be an object';
  const { role, content, weight, name, tool_call_id: answers } = message;
  if (typeof role !== 'string' || !ROLES.includes(role)) return `.role must be one of ${ROLES.join(', ')}`;
  if (name !== undefined && name !== null && typeof name !== 'string') return '.name must be text';
  if (weight !== undefined && weight !== null && (role !== 'assistant' || (weight !== 0 && weight !== 1))) {
    return '.weight must be 0 or 1, of an assistant message';
  }
  const calls = callsFault(message, called);
  if (calls !== undefined) return calls;
  if (role === 'tool' && !called.has(answers)) return '.tool_call_id answers no tool call before it';
  return contentFault(content, hasCalls(message));
}

const hasCalls = ({ tool_calls: calls, function_call: call }: Readonly<Record<string, unknown>>) =>
  (Array.isArray(calls) && calls.length > 0) || isRecord(call);

function callsFault(
  { role, tool_calls: calls }: Readonly<Record<string, unknown>>,
  called: Set<unknown>,
): string | undefined {
  if (calls === undefined || calls === null) return undefined;
  if (role !== 'assistant') return '.tool_calls belong to an assistant message';
  if (!Array.isArray(calls)) return '.tool_calls must be a list';
  for (const [at, call] of calls.entries()) {
    if (!isRecord(call) || typeof call.id !== 'string' || !isNamed(call.function)) {
      return `.tool_calls[${at}] must have an id and a function with a name`;
    }
    if (typeof call.function.arguments !== 'string') return `.tool_calls[${at}].function.arguments must be text`;
    called.add(call.id);
  }
  return undefined;
}

function contentFault(content: unknown, optional: boolean): string | undefined {
  if (typeof content === 'string') return undefined;
  if (content === undefined || content === null) return optional ? undefined : '.content is missing';
  if (!Array.isArray(content)) return '.content must be text or a list of parts';
  const strange = content.findIndex((part) => !isRecord(part) || !PARTS.includes(`${part.type}`));
  return strange < 0 ? undefined : `.content[${strange}].type must be one of ${PARTS.join(', ')}`;
}

const isNamed = (value: unknown): value is Record<string, unknown> => isRecord(value) && typeof value.name === 'string';
