import type { AttributeFilter } from '../index/attribute-filter.ts';
import { searchStores } from '../search-stores.ts';
import type { VectorStoreService } from '../vector-store-service.ts';
import type { StoreCall } from './calls.ts';

export interface SearchBody {
  readonly query: string | readonly string[];
  readonly filters?: AttributeFilter | null;
  readonly max_num_results?: number | null;
  readonly ranking_options?: { readonly ranker?: string | null; readonly score_threshold?: number | null } | null;
}

const RESULTS = 10;

/** `POST /vector_stores/{id}/search` */
export const searchHandler =
  (service: VectorStoreService) =>
  async ({ params, body, signal }: StoreCall & { readonly body: SearchBody; readonly signal: AbortSignal }) => {
    const { id } = service.use(params.vector_store_id);
    const queries = typeof body.query === 'string' ? [body.query] : body.query;
    const found = await searchStores(
      service,
      {
        storeIds: [id],
        queries,
        filter: body.filters ?? undefined,
        limit: body.max_num_results ?? RESULTS,
        threshold: body.ranking_options?.score_threshold ?? 0,
        rerank: body.ranking_options?.ranker !== 'none',
      },
      signal,
    );
    return {
      object: 'vector_store.search_results.page',
      search_query: queries,
      data: found.map(({ fileId, filename, score, attributes, text }) => ({
        file_id: fileId,
        filename,
        score,
        attributes,
        content: [{ type: 'text', text }],
      })),
      has_more: false,
      next_page: null,
    };
  };
