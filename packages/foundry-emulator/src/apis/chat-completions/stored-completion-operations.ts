import { notFound } from '../../core/http/api-error.ts';
import { arrayPage } from '../../core/http/array-page.ts';
import { group } from '../../core/http/operation-group.ts';
import { type StoredCompletion, storedCompletions } from './stored-completions.ts';

interface Bodies {
  StoredCompletions_Update: { readonly metadata: Readonly<Record<string, string>> | null };
}

/** Stored chat completions: list, get, update, delete. */
export const storedChatCompletions = group<Bodies>('Stored chat completions', ({ store }) => {
  const kept = storedCompletions(store);
  const existing = (id: string): StoredCompletion => {
    const found = kept.completions.get(id);
    if (!found) throw notFound(`No chat completion found with id '${id}'.`, 'completion_id');
    return found;
  };

  return {
    StoredCompletions_List: ({ query: { model, order, ...page }, url }) => {
      const wanted = metadataIn(url);
      const all = [...kept.completions.all({ where: { model }, order: order === 'desc' ? 'desc' : 'asc' })];
      return arrayPage(
        all.filter(({ metadata }) => wanted.every(([key, value]) => metadata[key] === value)),
        page,
      );
    },
    StoredCompletions_Get: ({ params }) => existing(params.completion_id),
    StoredCompletions_Update: ({ params, body }) =>
      kept.completions.put({ ...existing(params.completion_id), metadata: body.metadata ?? {} }).object,
    StoredCompletions_Delete: ({ params: { completion_id: id } }) => {
      kept.remove(existing(id).id);
      return { object: 'chat.completion.deleted', id, deleted: true };
    },
    StoredCompletions_ListMessages: ({ params, query: { order, ...page } }) => {
      const { messages } = kept.messages.get(existing(params.completion_id).id) ?? { messages: [] };
      return arrayPage(order === 'desc' ? messages.toReversed() : messages, page);
    },
  };
});

/** Returns the `metadata[key]=value` filters of a list query. */
const metadataIn = (url: URL): [string, string][] =>
  [...url.searchParams].flatMap(([name, value]): [string, string][] => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value]];
  });
