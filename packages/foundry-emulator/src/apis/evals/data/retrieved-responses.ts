import { lookUp } from '../../../grading/contract/template.ts';
import type { Item } from '../../conversations/item.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import type { ResponseStore } from '../../conversations/response-store.ts';
import type { ResponseRetrieval, Row } from '../objects/data-source.ts';
import { wordsOf, wordsOfItem } from '../sampling/response-sample.ts';
import { rowOfResponse } from './stored-responses.ts';

/** A mapping leads from a field of the row to this. */
const TARGET = 'response_id';

/**
 * The response that a row names. A mapping is written either way: `{ "response_id": "{{item.resp}}" }`, as the samples of the service
 * have it, or `{ "resp": "response_id" }`, as its reference describes it.
 * @throws GraderError when the row has no such field
 */
export function responseIdIn(row: Row, mapping: ResponseRetrieval['data_mapping']): string {
  const field = mapping[TARGET] ?? Object.entries(mapping).find(([, to]) => to === TARGET)?.[0] ?? TARGET;
  const path = field.replace(/^\{\{\s*|\s*\}\}$/g, '');
  return `${lookUp(path.startsWith('item.') ? path : `item.${path}`, row)}`;
}

/**
 * The row with what was asked and answered in the response that it names: `input` has the turns before it, too, as many as are asked
 * for. Of a response that is not there only the id is left.
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

/** Responses of the same talk, oldest first. */
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

/** What the user said last. */
const questionIn = (items: readonly Item[]): string =>
  items
    .filter(({ type, role }) => type === 'message' && role === 'user')
    .map(wordsOfItem)
    .at(-1) ?? '';
