import { isRecord } from '../../../core/json-schema.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { ResponseStore } from '../../conversations/response-store.ts';
import type { Row, StoredResponses } from '../objects/data-source.ts';
import { sampleOfResponse } from '../sampling/response-sample.ts';

/** Returns the ids of the stored responses that match a source, oldest first. */
export function matchingResponses({ responses }: ResponseStore, source: StoredResponses): string[] {
  return [...responses.all({ where: { status: 'completed' } })]
    .filter((one) => matches(one, source))
    .map(({ id }) => id);
}

/** Converts a stored response to a row. For a deleted one the row has the id only. */
export function rowOfResponse(store: ResponseStore, id: string): Row {
  const response = store.responses.get(id);
  if (!response) return { item: { response_id: id } };
  const { model, instructions, metadata, agent } = response;
  return {
    item: { response_id: id, input: store.inputOf(id), model, instructions, metadata, ...(agent ? { agent } : {}) },
    sample: sampleOfResponse(response),
  };
}

function matches(response: FoundryResponse, source: StoredResponses): boolean {
  const { created_after: after, created_before: before, instructions_search: words, metadata } = source;
  const asked = (value: unknown, wanted: unknown) => wanted === undefined || wanted === null || value === wanted;
  return (
    (typeof after !== 'number' || response.created_at > after) &&
    (typeof before !== 'number' || response.created_at < before) &&
    (!words || `${response.instructions ?? ''}`.toLowerCase().includes(words.toLowerCase())) &&
    Object.entries(metadata ?? {}).every(([key, value]) => response.metadata[key] === value) &&
    asked(response.model, source.model) &&
    asked(response.temperature, source.temperature) &&
    asked(response.top_p, source.top_p) &&
    asked(isRecord(response.reasoning) ? response.reasoning.effort : undefined, source.reasoning_effort) &&
    (!source.users?.length || source.users.includes(`${response.user}`)) &&
    (!source.tools?.length || toolTypes(response).some((type) => source.tools?.includes(type)))
  );
}

const toolTypes = ({ tools }: FoundryResponse): string[] =>
  Array.isArray(tools)
    ? tools.flatMap((tool: unknown) => (isRecord(tool) ? [`${tool.type}`, `${tool.name}`] : []))
    : [];
