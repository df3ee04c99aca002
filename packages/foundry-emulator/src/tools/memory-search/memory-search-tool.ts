import { z } from 'zod';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { memoryCollections } from '../../apis/memory-stores/memory.ts';
import { searchMemories } from '../../apis/memory-stores/search-memories.ts';
import { badRequest } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { storedResults } from '../contract/stored-results.ts';
import { acceptDefinition, textFunction } from '../contract/tool-functions.ts';
import type { ToolKind } from '../contract/tool-kind.ts';
import { queryOf } from '../file-search/search-function.ts';
import { rememberTurns } from './remember-turns.ts';

const definition = z.object({
  memory_store_name: z.string(),
  scope: z.string().min(1, 'must not be empty: it says whose memories are meant'),
  search_options: z.object({ max_memories: z.int().min(1).nullish() }).nullish(),
  update_delay: z.int().min(0).nullish(),
});

const NAME = 'memory_search';

/** Value of `include` that requests the results. */
const INCLUDE_RESULTS = 'memory_search_call.results';

/** Scope of the signed-in user, fixed because the emulator has no sign-in. */
const LOCAL_USER = 'local-user';

/** Searches a memory store when the model calls it, and adds completed responses to it. */
export function memorySearchKinds(project: ProjectContext): ToolKind[] {
  const memories = memoryCollections(project.store);
  const results = storedResults(project.store, 'memory-search');
  const remember = rememberTurns(project);

  const accept: ToolKind['accept'] = (given, param, include = []) => {
    const tool = acceptDefinition(definition, given, param);
    const { memory_store_name: name, search_options: options, update_delay: delay } = tool;
    const scope = tool.scope.replace(/\{\{\s*\$userId\s*\}\}/g, LOCAL_USER);
    const existing = () => memories.stores.get(name);
    if (!existing()) throw badRequest(`There is no memory store '${name}'.`, `${param}.memory_store_name`);
    return {
      functions: [
        textFunction(NAME, 'Recalls what is known of the user from earlier conversations.', { looksUp: 'quoted' }),
      ],
      begin: () => ({ id: newId('mem'), type: 'memory_search_call', status: 'in_progress', results: null }),
      async run(call, begun, { signal }) {
        const end = (fields: object, told: string) => {
          results.put(begun.id, JSON.stringify({ query: queryOf(call), told }));
          return { item: { ...begun, ...fields }, outputs: [] };
        };
        try {
          const store = existing();
          if (!store) throw new Error(`The memory store '${name}' is gone.`);
          const said = [{ role: 'user' as const, text: queryOf(call) }];
          const search = { store, scope, said, max: options?.max_memories ?? undefined };
          const { memories: found } = await searchMemories(search, memories, project);
          const shown = include.includes(INCLUDE_RESULTS) ? found : null;
          const told = found.map(({ memory_item }) => memory_item.content).join('\n');
          return end({ status: 'completed', results: shown }, told || 'Nothing is known.');
        } catch (error) {
          if (signal.aborted) throw error;
          return end({ status: 'failed', error: messageOf(error) }, messageOf(error));
        }
      },
      afterwards: (response, input) => remember(response, input, { store: name, scope, delay: delay ?? undefined }),
    };
  };

  const recall: ToolKind['recall'] = (item) => {
    if (item.type !== 'memory_search_call') return undefined;
    const { query = '', told = 'What was recalled is no longer at hand.' }: { query?: string; told?: string } =
      JSON.parse(results.get(item.id) ?? '{}');
    return [
      { type: 'call', callId: item.id, name: NAME, arguments: JSON.stringify({ query }) },
      { type: 'result', callId: item.id, output: told },
    ];
  };

  // Name of the tool in v1.
  return ['memory_search', 'memory_search_preview'].map((type) => ({ type, accept, recall }));
}
