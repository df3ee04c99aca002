import type { Item } from '../../apis/conversations/item.ts';
import type { FoundryResponse } from '../../apis/conversations/response.ts';
import { memoryCollections } from '../../apis/memory-stores/memory.ts';
import { projectMemoryUpdater } from '../../apis/memory-stores/memory-updater.ts';
import { utterancesOf } from '../../apis/memory-stores/utterances.ts';
import { UPDATE_DELAY_SECONDS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { storedResults } from '../contract/stored-results.ts';

interface Place {
  readonly store: string;
  readonly scope: string;
  /** Default seconds without activity before memories are written. */
  readonly delay: number | undefined;
}

/** Returns a function that adds a response to a memory store. Turns of one conversation continue each other's update. */
export function rememberTurns(project: ProjectContext) {
  const memories = memoryCollections(project.store);
  const updater = projectMemoryUpdater(project);
  // Latest update of a conversation or chain of responses.
  const latest = storedResults(project.store, 'memory-turns');
  const keyOf = ({ store, scope }: Place, talk: string) => JSON.stringify([store, scope, talk]);

  return (response: FoundryResponse, input: readonly Item[], place: Place): void => {
    const { store, scope, delay = UPDATE_DELAY_SECONDS } = place;
    const said = utterancesOf([...input, ...response.output]);
    if (said.length === 0 || !memories.stores.get(store)) return;
    const conversation = response.conversation?.id;
    const before = conversation ?? response.previous_response_id;
    const known = before === undefined ? undefined : latest.get(keyOf(place, before));
    const previous = known === undefined ? undefined : memories.updates.get(known);
    project.store.transaction(() => {
      const { update_id: update } = updater.take({ store, scope, said, previous, delayMs: delay * 1000 });
      latest.put(keyOf(place, conversation ?? response.id), update);
    });
  };
}
