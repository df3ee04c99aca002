import { nextOccurrence } from '../../core/schedules/next-occurrence.ts';
import type { Trigger } from '../../core/schedules/trigger.ts';

/** Occurrences after `after` up to `until`, both in milliseconds since 1970; at most `limit`, and whether there are more. */
export function occurrencesBetween(
  trigger: Trigger,
  after: number,
  until: number,
  limit: number,
): { readonly found: readonly number[]; readonly more: boolean } {
  const found: number[] = [];
  let next = nextOccurrence(trigger, after, after);
  while (next !== undefined && next <= until) {
    if (found.length === limit) return { found, more: true };
    found.push(next);
    next = nextOccurrence(trigger, next, next);
  }
  return { found, more: false };
}
