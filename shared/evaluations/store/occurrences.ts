import { createHash } from 'node:crypto';
import { nextOccurrence } from '../../core/schedules/next-occurrence.ts';
import type { Trigger } from '../../core/schedules/trigger.ts';
import { jobId } from '../../jobs/store/job-id.ts';

/** Returns occurrences after `after` up to `until`, both in milliseconds since 1970; at most `limit`, and whether there are more. */
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

/** Returns the id of an occurrence, which is the key of its job. */
export const occurrenceId = (name: string, at: number): string => `evaluation/${name}/${new Date(at).toISOString()}`;

/** Returns the id of the job, and of the orchestration, of an occurrence. */
export const jobOf = (id: string): string => jobId('er', { key: id });

/** Returns a pseudo-random number from 0 up to 1 that is fixed for a text. */
export const shareOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
