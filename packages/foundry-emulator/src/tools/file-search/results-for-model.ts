import type { SearchResult } from '../../apis/vector-stores/search-stores.ts';
import { citationMark } from './citations.ts';

/** Formats results for the model, each under its citation mark. */
export function resultsForModel(found: readonly Pick<SearchResult, 'fileId' | 'filename' | 'text'>[]): string {
  if (found.length === 0) return 'Nothing was found.';
  const results = found.map(({ fileId, filename, text }) => `${citationMark({ fileId, filename })}\n${text}`);
  return ['Right after what you take from a result, repeat its mark as it stands.', ...results].join('\n\n');
}
