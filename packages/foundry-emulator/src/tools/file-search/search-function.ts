import { parsedArguments } from '../contract/arguments.ts';
import { textFunction } from '../contract/text-function.ts';

/** Returns the default number of results of a model. Source: Azure OpenAI REST 2024-10-01-preview, `max_num_results`. */
export const searchResultsOf = (model = ''): number => (/^gpt-3[.]?5-turbo/.test(model) ? 5 : 20);

/** Function by which a model searches vector stores, in every API. */
export const SEARCH_FUNCTION = textFunction(
  'file_search',
  'Searches the documents at hand for what the user asks about.',
  { looksUp: 'quoted' },
);

/** Returns the query of a call, empty for invalid arguments. */
export function queryOf(call: { readonly arguments: string }): string {
  const query = parsedArguments(call)?.query;
  return typeof query === 'string' ? query : '';
}
