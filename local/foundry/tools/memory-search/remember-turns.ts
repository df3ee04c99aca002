import type { World } from '../../frame/world.ts';
import { UPDATE_DELAY_SECONDS } from '../../limits.ts';
import { memoryCollections } from '../../memory/memory.ts';
import { updateDesk } from '../../memory/update-desk.ts';
import { utterancesOf } from '../../memory/utterances.ts';
import type { Item } from '../../responses/items/item.ts';
import type { FoundryResponse } from '../../responses/response.ts';

interface Place {
  readonly store: string;
  readonly scope: string;
  /** Seconds of silence before memories are written. */
  readonly delay: number | undefined;
}

/** The latest update that a conversation, or a chain of responses, has led to. */
interface Latest {
  readonly id: string;
  readonly update: string;
}

/** Hands what was said in a response to a memory store. Turns of one conversation go on from one another. */
export function rememberTurns(world: World) {
  const memories = memoryCollections(world.store);
  const desk = updateDesk(world);
  const latest = world.store.collection<Latest>({ name: 'memory-turns', key: ({ id }) => id });
  const keyOf = ({ store, scope }: Place, talk: string) => JSON.stringify([store, scope, talk]);

  return (response: FoundryResponse, input: readonly Item[], place: Place): void => {
    const { store, scope, delay = UPDATE_DELAY_SECONDS } = place;
    const said = utterancesOf([...input, ...response.output]);
    if (said.length === 0 || !memories.stores.get(store)) return;
    const conversation = response.conversation?.id;
    const before = conversation ?? response.previous_response_id;
    const known = before === undefined ? undefined : latest.get(keyOf(place, before));
    const previous = known && memories.updates.get(known.update);
    world.store.transaction(() => {
      const { update_id: update } = desk.take({ store, scope, said, previous, delayMs: delay * 1000 });
      if (known) latest.delete(known.id);
      latest.put({ id: keyOf(place, conversation ?? response.id), update });
    });
  };
}
