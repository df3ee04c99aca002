import type { JsonSchema } from '../../src/core/json-schema.ts';
import type { Model, ModelEvent, ModelItem, ModelRequest, ModelTool } from '../../src/model/contract/model.ts';

export const NOW = new Date('2026-11-22T10:00:00Z');

export const orderStatus: ModelTool = {
  name: 'get_order_status',
  description: 'Look up where an order is, by its number.',
  parameters: {
    type: 'object',
    properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' } },
    required: ['orderNumber'],
    additionalProperties: false,
  },
};

export const refund: ModelTool = {
  name: 'request_refund',
  description: 'Ask for the money back for an order, with the reason.',
  parameters: {
    type: 'object',
    properties: { orderNumber: { type: 'string', pattern: '^\\d{4,10}$' }, reason: { type: 'string' } },
    required: ['orderNumber', 'reason'],
  },
};

export const user = (text: string): ModelItem => ({ type: 'message', role: 'user', content: [{ type: 'text', text }] });
export const assistant = (text: string): ModelItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'text', text }],
});

export const toolOf = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): ModelTool => ({
  name: 'do_it',
  description: 'Does it.',
  parameters: { type: 'object', properties, required },
});

/** A request as plain as can be. */
export function request(question: string | ModelItem[], overrides: Partial<ModelRequest> = {}): ModelRequest {
  return {
    deployment: 'gpt-4o',
    items: typeof question === 'string' ? [user(question)] : question,
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    format: { type: 'text' },
    ...overrides,
  };
}

/** Returns the text, calls and events of one turn. */
export async function turnOf(model: Model, asked: ModelRequest, signal = new AbortController().signal) {
  const events: ModelEvent[] = [];
  for await (const event of model.respond(asked, signal)) events.push(event);
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  const calls = events.flatMap((event) =>
    event.type === 'call'
      ? [
          {
            callId: event.callId,
            name: event.name,
            arguments: events
              .map((other) => (other.type === 'arguments' && other.callId === event.callId ? other.delta : ''))
              .join(''),
          },
        ]
      : [],
  );
  return { events, text, calls, end: events.at(-1) };
}
