import { badRequest } from './api-error.ts';
import type { CursorPage } from './paging.ts';

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
