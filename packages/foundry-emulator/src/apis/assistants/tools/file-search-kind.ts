import { z } from 'zod';
import { messageOf } from '../../../../../../shared/core/errors.ts';
import { waitOn } from '../../../core/clock/wait-on.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { acceptDefinition } from '../../../tools/contract/tool-functions.ts';
import {
  queryOf,
  resultsForModel,
  SEARCH_FUNCTION,
  searchResultsOf,
} from '../../../tools/file-search/search-function.ts';
import { searchStores } from '../../vector-stores/search-stores.ts';
import { projectVectorStores } from '../../vector-stores/vector-store-service.ts';
import { type RunToolKind, ToolError } from './run-tool.ts';

const definition = z.object({
  type: z.literal('file_search'),
  file_search: z
    .object({
      max_num_results: z.int().min(1).max(50).nullish(),
      ranking_options: z
        .object({ ranker: z.string().nullish(), score_threshold: z.number().min(0).max(1).nullish() })
        .nullish(),
    })
    .nullish(),
});

/** Milliseconds that a search waits for files that are still being indexed. Source: OpenAI assistants file search guide (60 s). */
const PATIENCE_MS = 60_000;

/** Milliseconds between checks of the indexing state. */
const LOOK_MS = 250;

/** Searches the vector stores of the assistant and the thread. */
export function fileSearchKind(project: ProjectContext): RunToolKind {
  const { clock } = project;
  const service = projectVectorStores(project);
  const wait = waitOn(clock);

  const takenIn = async (storeIds: readonly string[], signal: AbortSignal) => {
    const deadline = clock.now() + PATIENCE_MS;
    const busy = () => storeIds.some((id) => (service.repository.stores.get(id)?.file_counts.in_progress ?? 0) > 0);
    while (busy() && clock.now() < deadline) await wait(LOOK_MS, signal);
  };

  return {
    type: 'file_search',
    accept(given, param) {
      const { file_search: options } = acceptDefinition(definition, given, param);
      const { ranker, score_threshold } = options?.ranking_options ?? {};
      const ranking = { ranker: ranker ?? 'auto', score_threshold: score_threshold ?? 0 };
      return {
        type: 'file_search',
        functions: [SEARCH_FUNCTION],
        // Results have the form that clients read; their text is sent only on request.
        show: ({ id, shown }) => ({
          id,
          type: 'file_search',
          file_search: shown
            ? { ranking_options: ranking, results: shown.map((result) => ({ ...result, content: undefined })) }
            : {},
        }),
        async run(call, { resources, model, signal }) {
          const storeIds = resources.file_search?.vector_store_ids ?? [];
          try {
            await takenIn(storeIds, signal);
            const found = await searchStores(
              service,
              {
                storeIds: storeIds.map((id) => service.use(id).id),
                queries: [queryOf(call)],
                limit: options?.max_num_results ?? searchResultsOf(model),
                threshold: ranking.score_threshold,
                rerank: ranking.ranker !== 'none',
              },
              signal,
            );
            const shown = found.map(({ fileId, filename, score, text }) => ({
              file_id: fileId,
              file_name: filename,
              score,
              content: [{ type: 'text', text }],
            }));
            return { output: resultsForModel(found), shown };
          } catch (cause) {
            signal.throwIfAborted();
            throw new ToolError(`The files could not be searched: ${messageOf(cause)}`, { cause });
          }
        },
      };
    },
  };
}
