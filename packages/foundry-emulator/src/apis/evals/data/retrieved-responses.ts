import { lookUp } from '../../../grading/contract/template.ts';
import type { Item } from '../../conversations/item.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { ResponseStore } from '../../conversations/response-store.ts';
import type { ResponseRetrieval, Row } from '../objects/data-source.ts';
import { wordsOf, wordsOfItem } from '../sampling/response-sample.ts';
import { rowOfResponse } from './stored-responses.ts';

/** A mapping points from a field of the row to this name. */
const TARGET = 'response_id';

/**
 * Returns the id of the response that a row names. The mapping may be `{ "response_id": "{{item.resp}}" }`, as in the service's samples,
 * or `{ "resp": "response_id" }`, as in its reference.
 * @throws GraderError when the row has no such field
 */
export function responseIdIn(row: Row, mapping: ResponseRetrieval['data_mapping']): string {
  const field = mapping[TARGET] ?? Object.entries(mapping).find(([, to]) => to === TARGET)?.[0] ?? TARGET;
  const path = field.replace(/^\{\{\s*|\s*\}\}$/g, '');
  return `${lookUp(path.startsWith('item.') ? path : `item.${path}`, row)}`;
}

/**
 * Returns the row with the request and the answer of the response that it names. `input` includes as many earlier turns as requested. For
 * a missing response the row has the id only.
 * @throws GraderError as `responseIdIn`
 */
export function retrievedRow(store: ResponseStore, row: Row, retrieval: ResponseRetrieval): Row {
  const id = responseIdIn(row, retrieval.data_mapping);
  const response = store.responses.get(id);
  const { item, sample } = rowOfResponse(store, id);
  if (!response) return { item: { ...row.item, ...item } };
  const asked = store.inputOf(id);
  const before = turnsBefore(store, response, (retrieval.max_num_turns ?? 1) - 1);
  const input = [...before.flatMap((turn) => [...store.inputOf(turn.id), ...turn.output]), ...asked];
  return { item: { ...row.item, ...item, input, query: questionIn(asked), response: wordsOf(response) }, sample };
}

/** Returns earlier responses of the same conversation, oldest first. */
function turnsBefore(store: ResponseStore, response: FoundryResponse, count: number): FoundryResponse[] {
  const turns: FoundryResponse[] = [];
  if (response.conversation) {
    for (const each of store.responses.all({ where: { conversation: response.conversation.id } })) {
      if (each.id === response.id) break;
      if (each.status === 'completed') turns.push(each);
    }
    return count > 0 ? turns.slice(-count) : [];
  }
  let previous = response.previous_response_id;
  while (previous !== undefined && turns.length < count) {
    const turn: FoundryResponse | undefined = store.responses.get(previous);
    if (!turn) break;
    turns.unshift(turn);
    previous = turn.previous_response_id;
  }
  return turns;
}

/** Returns the last user message. */
const questionIn = (items: readonly Item[]): string =>
  items
    .filter(({ type, role }) => type === 'message' && role === 'user')
    .map(wordsOfItem)
    .at(-1) ?? '';
