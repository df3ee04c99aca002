import type { AIProjectClient } from '@azure/ai-projects';
import { timedFetch } from '../../azure/client-timeouts.ts';
import type { CheckedConfig } from '../../config/define-config.ts';
import { findFirst } from '../../core/concurrency.ts';
import { openaiVectorStore } from '../../ingestion/service/openai-vector-store.ts';

/** Vector store ids of the sources that agents search, by the name of the source. */
export type SearchStores = ReadonlyMap<string, string>;

/** Placeholder for a store that a dry run does not create. */
const NOT_YET = 'created unless this is a dry run';

/**
 * Finds the vector stores of the sources that agents search. One that does not exist yet is made, empty: ingestion finds it by its name.
 * A dry run makes none.
 * @throws TerminalError, RetryableError when the service cannot be asked
 */
export async function searchStores(
  { agents, ingestion }: CheckedConfig,
  project: AIProjectClient,
  dryRun: boolean,
): Promise<SearchStores> {
  const searched = new Set(Object.values(agents).flatMap(({ search }) => search ?? []));
  const found = new Map<string, string>();
  for (const { name, store, expiresAfterDays } of ingestion) {
    if (!searched.has(name)) continue;
    const openai = project.getOpenAIClient({ maxRetries: 0, fetch: timedFetch() });
    const id = dryRun
      ? (await findFirst(openai.vectorStores.list({ limit: 100, order: 'asc' }), (each) => each.name === store))?.id
      : await openaiVectorStore(openai).ensureStore(store, expiresAfterDays);
    found.set(name, id ?? NOT_YET);
  }
  return found;
}
