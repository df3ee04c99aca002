import { conversationOf, type TracedConversation } from '../../traces/conversation-of-trace.ts';
import type { TraceStore } from '../../traces/trace-store.ts';
import type { Row, TraceSource } from '../objects/data-source.ts';
import { outputFields } from '../sampling/sample.ts';

/** Default hours of traces to search. Source: Foundry Project REST 2025-11-15-preview. */
const LOOKBACK_HOURS = 168;

/** Yields traces as rows. For a missing or too old trace the row has the id only. */
export function* traceRows(source: TraceSource, traces: TraceStore, now: number): Generator<Row> {
  const since = now - (source.lookback_hours ?? LOOKBACK_HOURS) * 3600;
  for (const id of source.trace_ids) {
    const trace = traces.trace(id, since);
    yield trace ? rowOf(id, conversationOf(trace)) : { item: { trace_id: id } };
  }
}

function rowOf(id: string, { input, query, response, calls, toolDefinitions, agent, model }: TracedConversation): Row {
  return {
    item: {
      trace_id: id,
      query,
      response,
      input,
      tool_calls: calls,
      tool_definitions: toolDefinitions,
      ...(agent === undefined ? {} : { agent }),
    },
    sample: { ...outputFields(response), output_tools: calls, tool_definitions: toolDefinitions, model: model ?? '' },
  };
}
