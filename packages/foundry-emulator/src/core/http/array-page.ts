import { badRequest } from './api-error.ts';
import { CONTINUATION, CONTINUATION_SIZE, type CursorPage } from './paging.ts';

interface ArrayQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
}

/**
 * A page of a list that is worked out and not kept, in the order it has. With `before` alone, the objects nearest to it are given.
 * @throws ApiError 400 when `after` or `before` names nothing in it
 */
export function arrayPage<T extends { readonly id: string }>(
  all: readonly T[],
  { after, before, limit }: ArrayQuery,
): CursorPage {
  const placeOf = (id: string, param: 'after' | 'before') => {
    const place = all.findIndex((each) => each.id === id);
    if (place < 0) throw badRequest(`There is no object "${id}" to page from.`, param);
    return place;
  };
  const from = after === undefined ? 0 : placeOf(after, 'after') + 1;
  const to = before === undefined ? all.length : placeOf(before, 'before');
  const backwards = before !== undefined && after === undefined;
  const data = backwards ? all.slice(Math.max(0, to - limit), to) : all.slice(from, Math.min(to, from + limit));
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: to - from > limit,
  };
}

/**
 * The same in Azure's manner: `value`, and the address of the next page. The token is the place in the list.
 * @throws ApiError 400 when the address was changed on the way
 */
export function arrayContinuation<T extends object>(
  all: readonly T[],
  url: URL,
): { readonly value: readonly T[]; readonly nextLink?: string } {
  const start = Number(url.searchParams.get(CONTINUATION) ?? 0);
  if (!Number.isInteger(start) || start < 0) throw badRequest('The continuation token is not valid.', CONTINUATION);
  const end = start + CONTINUATION_SIZE;
  const value = all.slice(start, end);
  if (end >= all.length) return { value };
  const next = new URL(url);
  next.searchParams.set(CONTINUATION, `${end}`);
  return { value, nextLink: next.href };
}
