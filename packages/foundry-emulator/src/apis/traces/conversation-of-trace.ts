import { isRecord } from '../../core/json-schema.ts';
import type { KeptSpan } from './span.ts';
import type { Trace } from './trace-store.ts';

export interface TracedMessage {
  readonly role: string;
  readonly content: string;
}

export interface TracedCall {
  readonly name: string;
  readonly arguments: unknown;
  readonly result?: unknown;
}

/** Conversation with an agent, from its trace. */
export interface TracedConversation {
  readonly input: readonly TracedMessage[];
  readonly query: string;
  readonly response: string;
  readonly calls: readonly TracedCall[];
  readonly toolDefinitions: unknown;
  readonly agent: string | undefined;
  readonly model: string | undefined;
}

/**
 * Reads a trace by OpenTelemetry's conventions for generative AI: `gen_ai.input.messages` and `gen_ai.output.messages`, or the events of
 * earlier versions (`gen_ai.user.message`, `gen_ai.choice`).
 */
export function conversationOf({ spans }: Trace): TracedConversation {
  const heard = spans.map((span) => ({ input: inputOf(span), output: outputOf(span) }));
  const first = heard.find(({ input }) => input.length > 0)?.input ?? [];
  const spoken = heard.flatMap(({ output }) => output);
  const [agent, model, tools] = [
    attribute(spans, 'gen_ai.agent.name'),
    attribute(spans, 'gen_ai.response.model') ?? attribute(spans, 'gen_ai.request.model'),
    attribute(spans, 'gen_ai.tool.definitions'),
  ];
  return {
    input: first,
    query: first.findLast(({ role }) => role === 'user')?.content ?? '',
    // Outer spans repeat the last answer of a model's call.
    response: spoken.findLast((text) => text !== '') ?? '',
    calls: spans.flatMap(callOf),
    toolDefinitions: parsed(tools) ?? [],
    agent: typeof agent === 'string' ? agent : undefined,
    model: typeof model === 'string' ? model : undefined,
  };
}

const attribute = (spans: readonly KeptSpan[], name: string): unknown =>
  spans.find(({ attributes }) => attributes[name] !== undefined)?.attributes[name];

function inputOf({ attributes, events }: KeptSpan): TracedMessage[] {
  const given = parsed(attributes['gen_ai.input.messages']);
  if (Array.isArray(given)) return given.flatMap(messageOf);
  return events.flatMap((event) => {
    const role = /^gen_ai\.(system|user|assistant)\.message$/.exec(event.name)?.[1];
    const content = contentOf(event.attributes);
    return role && content !== undefined ? [{ role, content: textOf(content) }] : [];
  });
}

function outputOf({ attributes, events }: KeptSpan): string[] {
  const given = parsed(attributes['gen_ai.output.messages']);
  if (Array.isArray(given)) return given.flatMap(messageOf).map(({ content }) => content);
  return events
    .filter(({ name }) => name === 'gen_ai.choice')
    .map((event) => textOf(contentOf(event.attributes)?.message ?? contentOf(event.attributes)));
}

function callOf({ attributes }: KeptSpan): TracedCall[] {
  const name = attributes['gen_ai.tool.name'];
  if (typeof name !== 'string') return [];
  const result = attributes['gen_ai.tool.call.result'];
  return [
    {
      name,
      arguments: parsed(attributes['gen_ai.tool.call.arguments']) ?? {},
      ...(result === undefined ? {} : { result: parsed(result) ?? result }),
    },
  ];
}

const messageOf = (given: unknown): TracedMessage[] =>
  isRecord(given) ? [{ role: String(given.role ?? 'assistant'), content: textOf(given) }] : [];

/** Returns the text of a message, from its parts or from its content. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message;
  if (!isRecord(message)) return '';
  const { parts, content } = message;
  if (typeof content === 'string') return content;
  const pieces: readonly unknown[] = Array.isArray(parts) ? parts : Array.isArray(content) ? content : [];
  return pieces
    .map((part) => (isRecord(part) && part.type === 'text' ? String(part.content ?? part.text ?? '') : ''))
    .join('');
}

function contentOf(attributes: KeptSpan['attributes']): Record<string, unknown> | undefined {
  const content = parsed(attributes['gen_ai.event.content']) ?? attributes;
  return isRecord(content) ? content : undefined;
}

/** Structured values are JSON text or plain values. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
