import type { ModelTool } from '../../model/model.ts';
import { parsedArguments } from '../arguments.ts';

/** Results where nothing is said. Source: Azure OpenAI REST 2024-10-01-preview (20 for the gpt-4 family and later). */
export const SEARCH_RESULTS = 20;

/** How a model searches vector stores, whatever API it does so for. */
export const SEARCH_FUNCTION: ModelTool = {
  name: 'file_search',
  description: 'Searches the documents at hand for what the user asks about.',
  parameters: {
    type: 'object',
    properties: { query: { type: 'string', description: 'What to look for, in plain words.' } },
    required: ['query'],
  },
  looksUp: 'quoted',
  takesWords: 'query',
};

/** What a call looks for; nothing, where the model wrote no such arguments. */
export function queryOf(call: { readonly arguments: string }): string {
  const query = parsedArguments(call)?.query;
  return typeof query === 'string' ? query : '';
}
