import type { Attributes } from '../objects/store-file.ts';

type Value = string | number | boolean;

export type AttributeFilter =
  | {
      readonly type: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in' | 'nin';
      readonly key: string;
      readonly value: Value | readonly Value[];
    }
  | { readonly type: 'and' | 'or'; readonly filters: readonly AttributeFilter[] };

/** True when a file's attributes match a filter. A missing attribute, or one of another type, matches only `ne` and `nin`. */
export function meets(attributes: Attributes, filter: AttributeFilter): boolean {
  if (filter.type === 'and') return filter.filters.every((each) => meets(attributes, each));
  if (filter.type === 'or') return filter.filters.some((each) => meets(attributes, each));
  if (!('key' in filter)) return false;
  const { type, value: wanted } = filter;
  const found = attributes[filter.key];
  const among = [wanted].flat().some((each) => each === found);
  if (type === 'eq' || type === 'in') return among;
  if (type === 'ne' || type === 'nin') return !among;
  const comparable =
    (typeof found === 'number' && typeof wanted === 'number') ||
    (typeof found === 'string' && typeof wanted === 'string');
  if (!comparable) return false;
  if (type === 'gt') return found > wanted;
  if (type === 'gte') return found >= wanted;
  return type === 'lt' ? found < wanted : found <= wanted;
}
