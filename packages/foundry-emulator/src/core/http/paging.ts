import type { Collection, ListOptions } from '../store/store.ts';
import { UnknownCursor } from '../store/store.ts';
import { badRequest } from './api-error.ts';

/** Query of a list that is paged by the ids of its objects. */
export interface CursorQuery {
  readonly limit: number;
  readonly order?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

export interface CursorPage {
  readonly object: 'list';
  readonly data: readonly object[];
  readonly first_id: string | null;
  readonly last_id: string | null;
  readonly has_more: boolean;
}

/**
 * A page of a collection in OpenAI's manner. `order` is newest first where the query has none.
 * @param show what the client gets for an object; its `id` is the cursor that names it
 * @throws ApiError 400 when `after` or `before` names nothing
 */
export function cursorPage<T extends object>(
  collection: Collection<T>,
  { limit, order, after, before }: CursorQuery,
  options: Pick<ListOptions, 'where' | 'by'> = {},
  show: (object: T) => object = (object) => object,
): CursorPage {
  try {
    const direction = order === 'asc' ? 'asc' : 'desc';
    const { objects, more } = collection.list({ ...options, limit, order: direction, after, before });
    const data = objects.map(show);
    return { object: 'list', data, first_id: idOf(data[0]), last_id: idOf(data.at(-1)), has_more: more };
  } catch (error) {
    if (error instanceof UnknownCursor) throw badRequest(error.message, error.key === after ? 'after' : 'before');
    throw error;
  }
}

/** Objects of a continuation page where the client does not say how many it wants. */
export const CONTINUATION_SIZE = 50;

/** Parameter of a next link that says where it goes on. Clients follow the link as it is. */
export const CONTINUATION = 'continuationToken';

/**
 * A page of a collection in Azure's manner: `value`, and the address of the next page, on the endpoint the client used.
 * @throws ApiError 400 when the address was changed on the way
 */
export function continuationPage<T extends object>(
  collection: Collection<T>,
  url: URL,
  options: Pick<ListOptions, 'where' | 'by' | 'order' | 'limit'> = {},
  show: (object: T) => object = (object) => object,
): { readonly value: readonly object[]; readonly nextLink?: string } {
  const after = url.searchParams.get(CONTINUATION) ?? undefined;
  try {
    const { objects, more } = collection.list({ limit: CONTINUATION_SIZE, ...options, after });
    const last = objects.at(-1);
    const value = objects.map(show);
    if (!more || last === undefined) return { value };
    const next = new URL(url);
    next.searchParams.set(CONTINUATION, collection.keyOf(last));
    return { value, nextLink: next.href };
  } catch (error) {
    if (error instanceof UnknownCursor) throw badRequest('The continuation token is not valid.', CONTINUATION);
    throw error;
  }
}

function idOf(shown: object | undefined): string | null {
  return shown !== undefined && 'id' in shown ? String(shown.id) : null;
}
