import type { SearchResult } from '../../apis/vector-stores/search-stores.ts';
import { parsedArguments, textFunction } from '../contract/tool-functions.ts';
import { citationMark } from './citations.ts';

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

/** Formats results for the model, each under its citation mark. */
export function resultsForModel(found: readonly Pick<SearchResult, 'fileId' | 'filename' | 'text'>[]): string {
  if (found.length === 0) return 'Nothing was found.';
  const results = found.map(({ fileId, filename, text }) => `${citationMark({ fileId, filename })}\n${text}`);
  return ['Right after what you take from a result, repeat its mark as it stands.', ...results].join('\n\n');
}
