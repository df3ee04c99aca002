import type { Collection, Store } from '../../core/store/store.ts';
import type { Item } from './item.ts';
import type { FoundryResponse } from './response.ts';

/** An item and where it belongs. It may be a response's and a conversation's at once. */
export interface KeptItem {
  readonly item: Item;
  readonly inputOf?: string;
  readonly outputOf?: string;
  readonly conversation?: string;
}

export interface Conversation {
  readonly id: string;
  readonly object: 'conversation';
  readonly created_at: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** The agent that spoke in it last. */
  readonly agent?: { readonly name: string; readonly version: string };
}

export interface ResponseStore {
  readonly responses: Collection<FoundryResponse>;
  readonly items: Collection<KeptItem>;
  readonly conversations: Collection<Conversation>;
  /** Events of a background response, kept so that its stream can be read after it has ended. */
  readonly streams: Collection<KeptStream>;
  inputOf(responseId: string): Item[];
  itemsOf(conversationId: string): Item[];
  /** Everything that was said up to and with a response, oldest first, along its `previous_response_id`s. */
  history(responseId: string): Item[];
  find(itemId: string): Item | undefined;
  /** Takes items out of a conversation or response; those that belong nowhere else are deleted. */
  release(from: { response: string } | { conversation: string }): void;
  transaction<R>(work: () => R): R;
}

export interface KeptStream {
  readonly id: string;
  readonly events: readonly object[];
}

/** Responses, conversations and their items in one project's store. */
export function responseStore(store: Store): ResponseStore {
  const responses = store.collection<FoundryResponse>({
    name: 'responses',
    key: ({ id }) => id,
    indexes: {
      status: ({ status }) => status,
      agentName: ({ agent }) => agent?.name,
      agentId: ({ agent }) => agent && `${agent.name}:${agent.version}`,
      conversation: ({ conversation }) => conversation?.id,
    },
  });
  const items = store.collection<KeptItem>({
    name: 'responseItems',
    key: ({ item }) => item.id,
    indexes: {
      inputOf: ({ inputOf }) => inputOf,
      outputOf: ({ outputOf }) => outputOf,
      conversation: ({ conversation }) => conversation,
      type: ({ item }) => item.type,
    },
  });
  const conversations = store.collection<Conversation>({
    name: 'conversations',
    key: ({ id }) => id,
    indexes: {
      agentName: ({ agent }) => agent?.name,
      agentId: ({ agent }) => agent && `${agent.name}:${agent.version}`,
    },
  });
  const streams = store.collection<KeptStream>({ name: 'responseStreams', key: ({ id }) => id });

  const where = (index: string, value: string) => [...items.all({ where: { [index]: value } })];
  const inputOf = (responseId: string) => where('inputOf', responseId).map(({ item }) => item);
  return {
    responses,
    items,
    conversations,
    streams,
    inputOf,
    itemsOf: (conversationId) => where('conversation', conversationId).map(({ item }) => item),
    find: (itemId) => items.get(itemId)?.item,
    transaction: (work) => store.transaction(work),
    history(responseId) {
      const turns: Item[][] = [];
      for (let id: string | undefined = responseId; id !== undefined; ) {
        const response: FoundryResponse | undefined = responses.get(id);
        if (!response) break;
        turns.push([...inputOf(id), ...response.output]);
        id = response.previous_response_id;
      }
      return turns.reverse().flat();
    },
    release(from) {
      store.transaction(() => {
        const owned =
          'response' in from
            ? [...where('inputOf', from.response), ...where('outputOf', from.response)]
            : where('conversation', from.conversation);
        for (const { item, inputOf: input, outputOf: output, conversation } of owned) {
          const left = 'response' in from ? { conversation } : { inputOf: input, outputOf: output };
          const places = Object.fromEntries(Object.entries(left).filter(([, place]) => place !== undefined));
          if (Object.keys(places).length === 0) items.delete(item.id);
          else items.put({ item, ...places });
        }
      });
    },
  };
}
