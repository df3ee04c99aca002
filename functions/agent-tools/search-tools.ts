import * as z from 'zod';
import { searchStore } from '../../shared/ingestion/search-store.ts';
import type { Source } from '../../shared/ingestion/sources/source.ts';
import { type AgentTool, agentTool } from '../../shared/tools/agent-tool.ts';
import { projectClients } from '../project-clients.ts';

/** Passages of an answer: enough for a model to quote, and well below the size of an answer. */
const DEFAULT_RESULTS = 8;
const MOST_RESULTS = 50;

/**
 * Returns a tool `search_<store>` for each vector store that the sources fill. Agents of the project search stores themselves; these tools are for
 * clients of the Model Context Protocol.
 */
export function searchTools(sources: readonly Source[]): AgentTool[] {
  const stores = Map.groupBy(sources, ({ store }) => store);
  return [...stores].map(([store, filling]) =>
    agentTool(toolName(store), {
      description: `Search the documents of ${filling.map(({ name }) => name).join(', ')}. Returns passages with the path of each document; cite the path.`,
      parameters: z.object({
        query: z.string().min(1).max(4_096).describe('What to look for, as a question or in key words'),
        limit: z
          .int()
          .min(1)
          .max(MOST_RESULTS)
          .optional()
          .describe(`Number of passages; ${DEFAULT_RESULTS} if left out`),
      }),
      readOnly: true,
      handler: async ({ query, limit = DEFAULT_RESULTS }, { signal }) => {
        const { openai } = await projectClients();
        return { passages: await searchStore(openai, { store, query, limit }, signal) };
      },
    }),
  );
}

/** The name of a store with only the characters of a tool's name, at most 64. */
const toolName = (store: string): string => `search_${store.replaceAll(/[^A-Za-z0-9_-]+/g, '_')}`.slice(0, 64);
