import { isRecord } from '../../../core/json-schema.ts';
import type { Item } from '../../conversations/item.ts';
import type { FoundryResponse } from '../../conversations/response.ts';
import { outputFields } from './sample.ts';

/** Returns the variables that templates see of a response. */
export function sampleOfResponse(response: FoundryResponse): Record<string, unknown> {
  const { id, output, tools, model } = response;
  return {
    ...outputFields(wordsOf(response)),
    output_items: output,
    output_tools: output.filter(({ type }) => type.endsWith('_call')),
    tool_definitions: tools,
    response_id: id,
    model,
  };
}

/** Returns the text of all assistant messages in a response. */
export const wordsOf = ({ output }: FoundryResponse): string =>
  output.map((item) => (item.type === 'message' ? wordsOfItem(item) : '')).join('');

/** Returns the text of a message. */
export const wordsOfItem = ({ content }: Item): string =>
  (Array.isArray(content) ? content : [])
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
