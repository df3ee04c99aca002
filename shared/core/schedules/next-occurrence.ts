import { Cron } from 'croner';
import { nextRecurrence } from './recurrence.ts';
import { type Trigger, zoneOf } from './trigger.ts';
import { readMoment } from './wall-time.ts';

/**
 * When a trigger fires next.
 * @param after milliseconds since 1970; what happens at this very moment does not count
 * @param made when the schedule was made: where a recurrence without `startTime` counts from
 * @returns `undefined` when it never fires again
 */
export function nextOccurrence(trigger: Trigger, after: number, made: number): number | undefined {
  const zone = zoneOf(trigger);
  if (trigger.type === 'OneTime') {
    const at = readMoment(trigger.triggerAt, zone);
    return at !== undefined && at > after ? at : undefined;
  }
  const start = trigger.startTime ? readMoment(trigger.startTime, zone) : undefined;
  const end = trigger.endTime ? readMoment(trigger.endTime, zone) : undefined;
  const from = Math.max(after, (start ?? after) - 1);
  const next =
    trigger.type === 'Cron' ? nextByCron(trigger.expression, zone, from) : nextRecurrence(trigger, from, made);
  return next !== undefined && next <= (end ?? next) ? next : undefined;
}

/** Five fields, or six with seconds first. @throws Error saying what is wrong with the expression */
export const cronPattern = (expression: string, timezone: string): Cron =>
  new Cron(expression, { timezone, mode: '5-or-6-parts', paused: true });

/** Patterns that were read, for they are asked again and again; so many that a large config fits. */
const read = new Map<string, Cron>();
const MOST_READ = 20_000;

function patternRead(expression: string, zone: string): Cron {
  const name = `${zone} ${expression}`;
  const known = read.get(name) ?? cronPattern(expression, zone);
  if (read.size >= MOST_READ) read.clear();
  read.set(name, known);
  return known;
}

function nextByCron(expression: string, zone: string, after: number): number | undefined {
  return patternRead(expression, zone).nextRun(new Date(after))?.getTime();
}
