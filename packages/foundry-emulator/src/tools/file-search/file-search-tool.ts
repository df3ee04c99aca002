import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Item } from '../../apis/conversations/item.ts';
import { type SearchResult, searchStores } from '../../apis/vector-stores/search-stores.ts';
import { projectVectorStores } from '../../apis/vector-stores/vector-store-service.ts';
import { badRequest } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { storedResults } from '../contract/stored-results.ts';
import { acceptDefinition } from '../contract/tool-functions.ts';
import { ToolFailure, type ToolKind } from '../contract/tool-kind.ts';
import { fileSearchDefinition } from './definition.ts';
import { queryOf, resultsForModel, SEARCH_FUNCTION, searchResultsOf } from './search-function.ts';

/** Value of `include` that requests the results. */
const INCLUDE_RESULTS = 'file_search_call.results';

/** Searches vector stores for the model. Results are stored beside the item for later turns. */
export function fileSearchKind(project: ProjectContext): ToolKind {
  const service = projectVectorStores(project);
  const results = storedResults(project.store, 'file-search');

  return {
    type: 'file_search',
    accept(given, param, include = [], model) {
      const tool = acceptDefinition(fileSearchDefinition, given, param);
      const { vector_store_ids: storeIds, ranking_options: ranking } = tool;
      for (const [at, id] of storeIds.entries()) {
        if (!service.repository.stores.get(id))
          throw badRequest(`There is no vector store '${id}'.`, `${param}.vector_store_ids[${at}]`);
      }
      const search = (query: string, signal: AbortSignal) =>
        searchStores(
          service,
          {
            storeIds: storeIds.map((id) => service.use(id).id),
            queries: [query],
            filter: tool.filters ?? undefined,
            limit: tool.max_num_results ?? searchResultsOf(model),
            threshold: ranking?.score_threshold ?? 0,
            rerank: ranking?.ranker !== 'none',
          },
          signal,
        );
      return {
        functions: [SEARCH_FUNCTION],
        begin: (call) => ({
          id: newId('fs'),
          type: 'file_search_call',
          status: 'in_progress',
          queries: [queryOf(call)],
          results: null,
        }),
        async run(call, begun, { signal, emit }) {
          emit('response.file_search_call.in_progress');
          emit('response.file_search_call.searching');
          try {
            const found = await search(queryOf(call), signal);
            results.put(begun.id, resultsForModel(found));
            emit('response.file_search_call.completed');
            const shown = include.includes(INCLUDE_RESULTS) ? found.map(showResult) : null;
            return { item: { ...begun, status: 'completed', results: shown }, outputs: [] };
          } catch (error) {
            if (signal.aborted) throw error;
            throw new ToolFailure(messageOf(error), { ...begun, status: 'failed' }, { cause: error });
          }
        },
      };
    },
    recall(item: Item) {
      if (item.type !== 'file_search_call') return undefined;
      const [query] = Array.isArray(item.queries) ? item.queries : [];
      return [
        { type: 'call', callId: item.id, name: 'file_search', arguments: JSON.stringify({ query: `${query ?? ''}` }) },
        { type: 'result', callId: item.id, output: results.get(item.id) ?? handedBack(item) },
      ];
    },
  };
}

/** Returns the results in an item that the client sends back, if it had requested them. */
function handedBack({ results }: Item): string {
  const given = (Array.isArray(results) ? results : []).flatMap((each: unknown) =>
    isRecord(each) && typeof each.text === 'string'
      ? [{ fileId: `${each.file_id}`, filename: `${each.filename}`, text: each.text }]
      : [],
  );
  return given.length > 0 ? resultsForModel(given) : 'The results of this search are no longer at hand. Search again.';
}

const showResult = ({ fileId, filename, score, attributes, text }: SearchResult) => ({
  file_id: fileId,
  filename,
  score,
  attributes,
  text,
});
