import { contentFault, isRecord } from './content-check.ts';

type Fields = Readonly<Record<string, unknown>>;

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool', 'function'];

/** Names of functions. Source: chat completions reference. */
const FUNCTION_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Returns the sentence for a field that is missing or of the wrong kind. */
export const unfit = (field: string, kind: string, value: unknown): string =>
  value === undefined ? `${field} is missing` : `${field} must be ${kind}`;

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * Returns what is wrong with the messages of an example, or `undefined`.
 * @param calls ids of the tool calls before; those of the messages are added
 */
export function chatFault(messages: unknown, field = 'messages', calls = new Set<string>()): string | undefined {
  if (!Array.isArray(messages)) return unfit(field, 'a list of messages', messages);
  if (messages.length === 0) return `${field} is empty`;
  for (const [at, message] of messages.entries()) {
    const fault = messageFault(message, calls);
    if (fault !== undefined) return `${field}[${at}]${fault}`;
  }
  return undefined;
}

/** Returns what is wrong with an output of a preference pair: messages of the roles assistant and tool, one of an assistant at least. */
export function answersFault(messages: unknown, field: string, calls: ReadonlySet<string>): string | undefined {
  const fault = chatFault(messages, field, new Set(calls));
  if (fault !== undefined) return fault;
  const roles: unknown[] = Array.isArray(messages) ? messages.map((message) => isRecord(message) && message.role) : [];
  const other = roles.findIndex((role) => role !== 'assistant' && role !== 'tool');
  if (other >= 0) return `${field}[${other}].role must be assistant or tool`;
  return roles.includes('assistant') ? undefined : `${field} must have a message of the role "assistant"`;
}

/** Returns what is wrong with the functions that an example offers, or `undefined`. */
export function toolsFault(
  { tools, functions, parallel_tool_calls: parallel }: Fields,
  prefix = '',
): string | undefined {
  for (const [field, list] of Object.entries({ tools, functions })) {
    if (!isGiven(list)) continue;
    if (!Array.isArray(list)) return `${prefix}${field} must be a list`;
    for (const [at, item] of list.entries()) {
      const place = `${prefix}${field}[${at}]`;
      if (!isRecord(item)) return `${place} must be an object`;
      if (field === 'tools' && item.type !== 'function') return `${place}.type must be "function"`;
      const fault = functionFault(field === 'tools' ? item.function : item);
      if (fault !== undefined) return `${place}${field === 'tools' ? '.function' : ''}${fault}`;
    }
  }
  return isGiven(parallel) && typeof parallel !== 'boolean'
    ? `${prefix}parallel_tool_calls must be true or false`
    : undefined;
}

function functionFault(definition: unknown): string | undefined {
  if (!isRecord(definition)) return ' must be an object with a name';
  const { name, description, parameters } = definition;
  if (typeof name !== 'string' || !FUNCTION_NAME.test(name)) return '.name must be 1 to 64 letters, digits, _ or -';
  if (isGiven(description) && typeof description !== 'string') return '.description must be text';
  return isGiven(parameters) && !isRecord(parameters) ? '.parameters must be a JSON schema' : undefined;
}

function messageFault(message: unknown, calls: Set<string>): string | undefined {
  if (!isRecord(message)) return ' must be an object';
  const { role, content, weight, name } = message;
  if (typeof role !== 'string' || !ROLES.includes(role)) return `.role must be one of ${ROLES.join(', ')}`;
  if (isGiven(name) && typeof name !== 'string') return '.name must be text';
  if (isGiven(weight) && role !== 'assistant') return '.weight belongs to messages of the role "assistant"';
  if (isGiven(weight) && weight !== 0 && weight !== 1) return '.weight must be 0 or 1';
  return (
    callsFault(message, role, calls) ??
    answerFault(message, role, calls) ??
    contentFault(content, role, role === 'assistant' && hasCalls(message))
  );
}

const hasCalls = ({ tool_calls: calls, function_call: call }: Fields): boolean =>
  (Array.isArray(calls) && calls.length > 0) || isRecord(call);

function callsFault(message: Fields, role: string, calls: Set<string>): string | undefined {
  const { tool_calls: toolCalls, function_call: functionCall } = message;
  if (isGiven(functionCall)) {
    if (role !== 'assistant') return '.function_call belongs to messages of the role "assistant"';
    const fault = callFault(functionCall);
    if (fault !== undefined) return `.function_call${fault}`;
  }
  if (!isGiven(toolCalls)) return undefined;
  if (role !== 'assistant') return '.tool_calls belong to messages of the role "assistant"';
  if (!Array.isArray(toolCalls)) return '.tool_calls must be a list';
  for (const [at, call] of toolCalls.entries()) {
    const place = `.tool_calls[${at}]`;
    if (!isRecord(call)) return `${place} must be an object`;
    if (typeof call.id !== 'string' || call.id === '') return `${place}.id must be text`;
    if (call.type !== 'function') return `${place}.type must be "function"`;
    const fault = callFault(call.function);
    if (fault !== undefined) return `${place}.function${fault}`;
    calls.add(call.id);
  }
  return undefined;
}

function callFault(call: unknown): string | undefined {
  if (!isRecord(call)) return ' must be an object with name and arguments';
  if (typeof call.name !== 'string' || call.name === '') return '.name must be text';
  return typeof call.arguments === 'string' ? undefined : '.arguments must be text';
}

/** A result names the call or the function that it comes from. */
function answerFault({ tool_call_id: id, name }: Fields, role: string, calls: ReadonlySet<string>): string | undefined {
  if (role === 'function' && typeof name !== 'string') return '.name must name the function';
  if (role === 'tool' && !(typeof id === 'string' && calls.has(id)))
    return '.tool_call_id names no tool call before it';
  return undefined;
}
