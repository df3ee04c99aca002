import { badRequest } from '../../core/http/api-error.ts';
import { searchStores, storeNamed } from '../vector-stores/search-stores.ts';
import type { VectorStoreService } from '../vector-stores/vector-store-service.ts';
import type { DataSource } from './on-your-data-source.ts';

/** A chunk that was found; `filtered` is the reason for leaving it out. */
export interface Retrieved {
  readonly source: number;
  readonly content: string;
  readonly title: string;
  readonly chunkId: string;
  /** Attribute `url` of the file, if it has one. */
  readonly url: string | undefined;
  readonly queries: readonly string[];
  readonly score: number;
  readonly filtered?: 'score' | 'rerank';
}

/** Chunks per source before filtering. The emulator's own limit. */
const LOOKED_AT = 50;

/** Default of `top_n_documents`. Source: Azure OpenAI On Your Data guide (5). */
const TOP = 5;

/** Minimum score (0 to 1) by strictness. The default strictness (3) is the guide's; the scores suit this emulator's search. */
const SCORES = [0, 0.05, 0.15, 0.3, 0.45];
const STRICTNESS = 3;

/** Searches the vector store with the name of the index. @throws ApiError 400 when it does not exist */
export async function retrieve(
  service: VectorStoreService,
  { type, parameters }: DataSource,
  { source, queries }: { readonly source: number; readonly queries: readonly string[] },
  signal: AbortSignal,
): Promise<Retrieved[]> {
  const newest = storeNamed(service, parameters.index_name);
  if (!newest)
    throw badRequest(
      `There is no index '${parameters.index_name}' here. Of ${type} this emulator reads a vector store of that name: make one (vectorStores.create), and put the documents into it.`,
      `data_sources[${source}].parameters.index_name`,
    );
  service.use(newest.id);
  const search = { storeIds: [newest.id], queries, limit: LOOKED_AT, threshold: 0, rerank: true };
  const found = await searchStores(service, search, signal);
  const least = SCORES[(parameters.strictness ?? STRICTNESS) - 1] ?? 0;
  const top = parameters.top_n_documents ?? TOP;
  const seen = new Map<string, number>();
  return found.map(({ text, filename, fileId, score, attributes }, rank) => {
    const number = seen.get(fileId) ?? 0;
    seen.set(fileId, number + 1);
    const url = typeof attributes.url === 'string' ? attributes.url : undefined;
    const document = { source, content: text, title: filename, url, chunkId: `${number}`, queries, score };
    if (score < least) return { ...document, filtered: 'score' };
    return rank < top ? document : { ...document, filtered: 'rerank' };
  });
}
