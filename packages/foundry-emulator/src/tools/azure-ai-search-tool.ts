import { z } from 'zod';
import { messageOf } from '../../../../shared/core/errors.ts';
import { searchStores, storeNamed } from '../apis/vector-stores/search-stores.ts';
import { projectVectorStores } from '../apis/vector-stores/vector-store-service.ts';
import type { ProjectContext } from '../core/project/project-context.ts';
import { callAndOutput } from './contract/call-and-output.ts';
import { storedResults } from './contract/stored-results.ts';
import { acceptDefinition, textFunction } from './contract/tool-functions.ts';
import type { ToolKind } from './contract/tool-kind.ts';
import { queryOf, resultsForModel } from './file-search/search-function.ts';

const definition = z.object({
  type: z.literal('azure_ai_search'),
  azure_ai_search: z.object({
    indexes: z
      .array(
        z.object({ index_name: z.string().nullish(), index_asset_id: z.string().nullish(), top_k: z.int().nullish() }),
      )
      .length(1, 'must name one index'),
  }),
});

/** Default number of documents. Source: Foundry guide of the tool (5). */
const TOP = 5;

/** Searches the vector store with the name of the index. No other service is called. */
export function azureAISearchKind(project: ProjectContext): ToolKind {
  const service = projectVectorStores(project);
  const items = callAndOutput('azure_ai_search');
  const results = storedResults(project.store, 'azure-ai-search');

  return {
    type: 'azure_ai_search',
    accept(given, param) {
      const [index] = acceptDefinition(definition, given, param).azure_ai_search.indexes;
      // Asset ids end with the index's name, or its name and version.
      const name =
        index?.index_name ??
        index?.index_asset_id
          ?.replace(/\/versions\/[^/]*$/, '')
          .split('/')
          .at(-1) ??
        '';
      const search = async (query: string, signal: AbortSignal) => {
        const store = storeNamed(service, name);
        if (!store)
          throw new Error(
            `There is no index '${name}' here. This emulator reads a vector store of that name: make one, and put the documents into it.`,
          );
        const options = { storeIds: [service.use(store.id).id], queries: [query], threshold: 0, rerank: true };
        return searchStores(service, { ...options, limit: index?.top_k ?? TOP }, signal);
      };
      return {
        functions: [
          textFunction('azure_ai_search', `Searches the documents of the index ${name} for what the user asks about.`, {
            looksUp: 'quoted',
          }),
        ],
        begin: (call) => items.call(call),
        async run(call, begun, { signal }) {
          try {
            const found = await search(queryOf(call), signal);
            const documents = found.map(({ fileId, filename, text, score }) => ({
              id: fileId,
              title: filename,
              content: text,
              score,
            }));
            const output = items.output(call, JSON.stringify({ documents }));
            results.put(output.id, resultsForModel(found));
            return { item: { ...begun, status: 'completed' }, outputs: [output] };
          } catch (error) {
            if (signal.aborted) throw error;
            const output = { ...items.output(call, messageOf(error)), status: 'failed' };
            return { item: { ...begun, status: 'failed' }, outputs: [output] };
          }
        },
      };
    },
    recall(item) {
      const known = item.type === 'azure_ai_search_call_output' ? results.get(item.id) : undefined;
      return items.recall(known === undefined ? item : { ...item, output: known });
    },
  };
}
