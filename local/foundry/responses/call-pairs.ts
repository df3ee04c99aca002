import { ApiError } from '../frame/api-error.ts';
import type { Item } from './items/item.ts';

/**
 * Checks that the client's calls and outputs belong together, and leaves out calls of the service's own tools that never came to
 * an output: a model refuses calls without results.
 * @throws ApiError 400 in the service's words
 */
export function pairedItems(items: readonly Item[]): Item[] {
  const outputs = new Set(items.filter(({ type }) => type.endsWith('_call_output')).map(({ call_id }) => call_id));
  const calls = new Set(items.filter(({ type }) => type.endsWith('_call')).map(({ call_id }) => call_id));
  for (const { type, call_id: id } of items) {
    if (type === 'function_call' && !outputs.has(id))
      throw invalidInput(`No tool output found for function call ${String(id)}.`);
    if (type === 'function_call_output' && !calls.has(id))
      throw invalidInput(`No tool call found for function call output with call_id ${String(id)}.`);
  }
  return items.filter(({ type, call_id: id }) => type !== 'azure_function_call' || outputs.has(id));
}

const invalidInput = (message: string) => new ApiError(400, { code: 'invalid_request_error', message, param: 'input' });
