import { z } from 'zod';
import type { AttributeFilter } from '../../apis/vector-stores/index/attribute-filter.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

const filter: z.ZodType<AttributeFilter> = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.object({ type: z.enum(['eq', 'ne', 'gt', 'gte', 'lt', 'lte']), key: z.string(), value }),
    z.object({ type: z.enum(['in', 'nin']), key: z.string(), value: z.array(value) }),
    z.object({ type: z.enum(['and', 'or']), filters: z.array(filter).min(1) }),
  ]),
);

/** The `file_search` tool of requests and agents. */
export const fileSearchDefinition = z.object({
  type: z.literal('file_search'),
  vector_store_ids: z.array(z.string()).min(1, 'must name at least one vector store'),
  filters: filter.nullish(),
  max_num_results: z.int().min(1).max(50).nullish(),
  ranking_options: z
    .object({ ranker: z.string().nullish(), score_threshold: z.number().min(0).max(1).nullish() })
    .nullish(),
});
