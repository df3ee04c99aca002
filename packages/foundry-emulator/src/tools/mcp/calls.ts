import type { Item } from '../../apis/conversations/item.ts';
import { newId } from '../../core/ids.ts';
import type { ModelItem } from '../../model/contract/model.ts';
import type { ToolCall } from '../contract/tool-kind.ts';

/** Returns approved calls of a server that were not executed yet. */
export function approvedCalls(said: readonly Item[], label: string): ToolCall[] {
  const made = new Set(said.map(({ approval_request_id: id, type }) => (type === 'mcp_call' ? id : undefined)));
  return said
    .filter(({ type, approve }) => type === 'mcp_approval_response' && approve === true)
    .flatMap(({ approval_request_id: id }) => said.filter((item) => item.id === id && item.server_label === label))
    .filter(({ id }) => !made.has(id))
    .map((request) => ({
      callId: newId('call'),
      name: String(request.name),
      arguments: String(request.arguments),
      approvalId: request.id,
    }));
}

/** Converts executed and rejected calls of a server to model input. @param nameOf returns the function name of a tool */
export function recallCall(
  item: Item,
  said: readonly Item[],
  nameOf: (tool: string) => string = (tool) => tool,
): ModelItem[] | undefined {
  const result = item.type === 'mcp_call' ? resultOf(item) : refusalOf(item, said);
  if (result === undefined) return item.type.startsWith('mcp_') ? [] : undefined;
  return [
    { type: 'call', callId: item.id, name: nameOf(String(item.name)), arguments: String(item.arguments) },
    { type: 'result', callId: item.id, output: result },
  ];
}

const resultOf = ({ error, output }: Item): string =>
  typeof error === 'string' ? error : typeof output === 'string' ? output : 'There is no result.';

function refusalOf({ id, type }: Item, said: readonly Item[]): string | undefined {
  if (type !== 'mcp_approval_request') return undefined;
  const answer = said.find((other) => other.type === 'mcp_approval_response' && other.approval_request_id === id);
  if (answer?.approve !== false) return undefined;
  return `The user did not allow this call.${typeof answer.reason === 'string' ? ` ${answer.reason}` : ''}`;
}
