import { ApiError } from '../../core/http/api-error.ts';
import { isAgentToolCall } from '../conversations/agent-tool-items.ts';
import type { Item } from '../conversations/item.ts';

/** Calls that the client carries out, and what they are called in errors. */
const CLIENT_CALLS = new Map([
  ['function_call', 'function call'],
  ['computer_call', 'computer call'],
  ['local_shell_call', 'local shell call'],
]);

/**
 * Checks that the client's calls and outputs belong together, and leaves out calls of the service's own tools that never came to
 * an output: a model refuses calls without results.
 * @throws ApiError 400 in the service's words
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
