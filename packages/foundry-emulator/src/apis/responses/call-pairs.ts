import { ApiError } from '../../core/http/api-error.ts';
import { isAgentToolCall } from '../conversations/agent-tool-items.ts';
import type { Item } from '../conversations/item.ts';

/** Client calls by item type, with their names in error messages. */
const CLIENT_CALLS = new Map([
  ['function_call', 'function call'],
  ['computer_call', 'computer call'],
  ['local_shell_call', 'local shell call'],
]);

/**
 * Checks that client calls and outputs match. Drops calls of hosted tools without an output, because models reject calls without results.
 * @throws ApiError 400 with the service's message
 */
export function pairedItems(items: readonly Item[]): Item[] {
  const outputs = new Set(items.filter(({ type }) => type.endsWith('_call_output')).map(({ call_id }) => call_id));
  const calls = new Set(items.filter(({ type }) => type.endsWith('_call')).map(({ call_id }) => call_id));
  for (const { type, call_id: id } of items) {
    const name = CLIENT_CALLS.get(type.replace(/_output$/, ''));
    if (name === undefined) continue;
    const isOutput = type.endsWith('_output');
    if (!isOutput && !outputs.has(id)) throw invalidInput(`No tool output found for ${name} ${String(id)}.`);
    if (isOutput && !calls.has(id))
      throw invalidInput(`No tool call found for ${name} output with call_id ${String(id)}.`);
  }
  return items.filter(({ type, call_id: id }) => !isAgentToolCall(type) || outputs.has(id));
}

const invalidInput = (message: string) => new ApiError(400, { code: 'invalid_request_error', message, param: 'input' });
