import { randomBytes } from 'node:crypto';
import { type Item, isMessage } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import type { Attributes, KeptSpan } from './span.ts';

export interface TraceParent {
  readonly traceId: string;
  readonly parentId: string;
}

/** Parses a `traceparent` header; returns undefined for any other text. Source: W3C Trace Context. */
export function traceParentOf(header: unknown): TraceParent | undefined {
  const [, traceId, parentId] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}/.exec(`${header ?? ''}`) ?? [];
  return traceId && parentId ? { traceId, parentId } : undefined;
}

/** Converts a finished response to spans of the caller's trace: one for the answer, one for each tool call. */
export function responseSpans(
  response: FoundryResponse,
  input: readonly Item[],
  { traceId, parentId }: TraceParent,
  now: number,
): KeptSpan[] {
  const { agent, model, output, tools, conversation } = response;
  const [start, end] = [`${response.created_at}000000000`, `${now}000000000`];
  const span = (name: string, parent: string, attributes: Attributes): KeptSpan => ({
    trace_id: traceId,
    span_id: randomBytes(8).toString('hex'),
    parent_id: parent,
    name,
    start,
    end,
    attributes,
    events: [],
    received_at: now,
  });
  const answer = span(agent ? `invoke_agent ${agent.name}` : `chat ${model}`, parentId, {
    'gen_ai.operation.name': agent ? 'invoke_agent' : 'chat',
    'gen_ai.response.id': response.id,
    'gen_ai.response.model': model,
    'gen_ai.input.messages': JSON.stringify(messagesOf(input)),
    'gen_ai.output.messages': JSON.stringify(messagesOf(output)),
    'gen_ai.tool.definitions': JSON.stringify(tools ?? []),
    ...(agent ? { 'gen_ai.agent.name': agent.name } : {}),
    ...(conversation ? { 'gen_ai.conversation.id': conversation.id } : {}),
  });
  const calls = output
    .filter(({ type }) => type.endsWith('_call'))
    .map((item) => {
      const name = String(item.name ?? item.type.replace(/_call$/, ''));
      const result = output.find((other) => other.type === `${item.type}_output` && other.call_id === item.call_id);
      return span(`execute_tool ${name}`, answer.span_id, {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': name,
        'gen_ai.tool.call.id': item.call_id ?? item.id,
        'gen_ai.tool.call.arguments': item.arguments ?? '{}',
        ...('output' in item || result ? { 'gen_ai.tool.call.result': item.output ?? result?.output } : {}),
      });
    });
  return [answer, ...calls];
}

/** Converts items to messages of the generative AI conventions. */
const messagesOf = (items: readonly Item[]): object[] =>
  items.filter(isMessage).map(({ role, content }) => ({
    role,
    parts: content.flatMap(({ text }) => (typeof text === 'string' ? [{ type: 'text', content: text }] : [])),
  }));
