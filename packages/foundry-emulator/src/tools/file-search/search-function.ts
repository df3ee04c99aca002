import { parsedArguments } from '../contract/arguments.ts';
import { wordsFunction } from '../contract/text-function.ts';

/** Default number of results. Source: Azure OpenAI REST 2024-10-01-preview (20 for the gpt-4 family and later). */
export const SEARCH_RESULTS = 20;

/** Function by which a model searches vector stores, in every API. */
export const SEARCH_FUNCTION = wordsFunction(
  'file_search',
  'Searches the documents at hand for what the user asks about.',
  { looksUp: 'quoted' },
);

/** Returns the query of a call, empty for invalid arguments. */
export function queryOf(call: { readonly arguments: string }): string {
  const query = parsedArguments(call)?.query;
  return typeof query === 'string' ? query : '';
}
