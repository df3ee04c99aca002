import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { newId } from '../../core/ids.ts';
import { inputItems } from './input-items.ts';
import { type Conversation, type KeptItem, responseStore } from './response-store.ts';

type Metadata = Readonly<Record<string, string>>;

interface Bodies {
  Conversations_CreateConversation:
    | { readonly items?: readonly unknown[] | null; readonly metadata?: Metadata | null }
    | undefined;
  Conversations_UpdateConversation: { readonly metadata?: Metadata | null } | undefined;
  Conversations_CreateConversationItems: { readonly items: readonly unknown[] };
}

/** Items one call may add. Source: Foundry Project REST 2025-11-15-preview, create conversation and create items. */
const MAX_ITEMS_PER_CALL = 20;

/** Conversations: what was said and done, kept for the next response. */
export const conversations = group<Bodies>('Conversations', ({ store: projectStore, clock }) => {
  const store = responseStore(projectStore);

  const existing = (id: string): Conversation => {
    const conversation = store.conversations.get(id);
    if (!conversation) throw notFound(`Conversation with id '${id}' not found.`, 'conversation_id');
    return conversation;
  };

  const existingItem = (conversation: string, id: string): KeptItem => {
    const kept = store.items.get(id);
    if (kept?.conversation !== existing(conversation).id)
      throw notFound(`Item with id '${id}' not found in conversation '${conversation}'.`, 'item_id');
    return kept;
  };

  const addItems = (conversation: string, given: readonly unknown[]) => {
    if (given.length > MAX_ITEMS_PER_CALL)
      throw badRequest(
        `items has ${given.length} items; at most ${MAX_ITEMS_PER_CALL} can be added at a time.`,
        'items',
      );
    const items = inputItems(given, (id) => store.find(id), 'items');
    for (const item of items) store.items.put({ item, conversation });
    return items;
  };

  return {
    Conversations_CreateConversation: ({ body }) =>
      store.transaction(() => {
        const conversation: Conversation = {
          id: newId('conv'),
          object: 'conversation',
          created_at: clock.seconds(),
          metadata: body?.metadata ?? {},
        };
        store.conversations.put(conversation);
        addItems(conversation.id, body?.items ?? []);
        return show(conversation);
      }),
    Conversations_ListConversations: ({ query }) =>
      cursorPage(store.conversations, query, { where: { agentName: query.agent_name, agentId: query.agent_id } }, show),
    Conversations_GetConversation: ({ params }) => show(existing(params.conversation_id)),
    Conversations_UpdateConversation: ({ params, body }) => {
      const conversation = existing(params.conversation_id);
      return show(store.conversations.put({ ...conversation, metadata: body?.metadata ?? {} }).object);
    },
    Conversations_DeleteConversation: ({ params }) => {
      const { id } = existing(params.conversation_id);
      store.transaction(() => {
        store.release({ conversation: id });
        store.conversations.delete(id);
      });
      return { id, object: 'conversation.deleted', deleted: true };
    },
    Conversations_CreateConversationItems: ({ params, body }) => {
      const { id } = existing(params.conversation_id);
      const data = store.transaction(() => addItems(id, body.items));
      return { object: 'list', data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: false };
    },
    Conversations_ListConversationItems: ({ params, query }) =>
      cursorPage(
        store.items,
        query,
        { where: { conversation: existing(params.conversation_id).id, type: query.item_type } },
        ({ item }) => item,
      ),
    Conversations_GetConversationItem: ({ params }) => existingItem(params.conversation_id, params.item_id).item,
    Conversations_DeleteConversationItem: ({ params }) => {
      const { item, conversation: _, ...places } = existingItem(params.conversation_id, params.item_id);
      if (Object.keys(places).length === 0) store.items.delete(item.id);
      else store.items.put({ item, ...places });
      return show(existing(params.conversation_id));
    },
  };
});

/** A conversation as the reference has it: the agent is only there to find it by. */
const show = ({ agent: _, ...conversation }: Conversation) => conversation;
