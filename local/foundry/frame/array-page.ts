import { badRequest } from './api-error.ts';
import { CONTINUATION, CONTINUATION_SIZE, type CursorPage } from './paging.ts';

/**
 * A page of a list that is worked out and not kept, in the order it has, forward only.
 * @throws ApiError 400 when `after` names nothing in it
 */
export function arrayPage<T extends { readonly id: string }>(
  all: readonly T[],
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): CursorPage {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0) throw badRequest(`There is no object "${after}" to page from.`, 'after');
  const data = all.slice(start, start + limit);
  return {
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: all.length > start + limit,
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
