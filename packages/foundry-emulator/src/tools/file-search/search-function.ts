import { parsedArguments } from '../contract/arguments.ts';
import { wordsFunction } from '../contract/text-function.ts';

/** Results where nothing is said. Source: Azure OpenAI REST 2024-10-01-preview (20 for the gpt-4 family and later). */
export const SEARCH_RESULTS = 20;

/** How a model searches vector stores, whatever API it does so for. */
export const SEARCH_FUNCTION = wordsFunction(
  'file_search',
  'Searches the documents at hand for what the user asks about.',
  { looksUp: 'quoted' },
);

/** What a call looks for; nothing, where the model wrote no such arguments. */
export function queryOf(call: { readonly arguments: string }): string {
  const query = parsedArguments(call)?.query;
  return typeof query === 'string' ? query : '';
}
