import { Cron } from 'croner';
import { nextRecurrence } from './recurrence.ts';
import { type Trigger, zoneOf } from './trigger.ts';
import { DAY, HOUR, instantOf, readMoment, type WallTime, wallTimeOf } from './wall-time.ts';

/**
 * Returns the next moment at which a trigger fires, or `undefined` when it never fires again.
 * @param after milliseconds since 1970; the moment itself does not count
 * @param made creation of the schedule, from which a recurrence without `startTime` counts
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

/** Patterns that were parsed, so many that a large config fits. They know no time zone: they yield wall times. */
const parsed = new Map<string, Cron>();
const MAX_PARSED = 20_000;

function patternOf(expression: string): Cron {
  const known = parsed.get(expression) ?? cronPattern(expression, 'UTC');
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(expression, known);
  return known;
}

/** True for expressions that name every hour of the day. */
const isHourly = (expression: string): boolean => {
  const fields = expression.trim().split(/\s+/);
  const hours = fields.at(fields.length === 6 ? 2 : 1);
  return /^@hourly$/i.test(expression.trim()) || /^(\*|\?|\*\/1|0-23)$/.test(hours ?? '');
};

/**
 * Returns the first moment after another at which the clock of a zone shows a time that the expression names. Each such time happens once
 * a day: when the clock skips it, as much later as the clock jumps; when the clock shows it twice, the first time. An expression that
 * names every hour follows the hours that pass, so it happens both times.
 */
function nextByCron(expression: string, zone: string, after: number): number | undefined {
  const pattern = patternOf(expression);
  const wall = wallTimeOf(after, zone);
  const next = (from: number) => pattern.nextRun(new Date(from))?.getTime();
  const changed = changeBetween(after - DAY, after + DAY, zone);
  const first = next(wall - changed - 1);
  if (first === undefined) return undefined;
  // Around a change of the clock, later wall times may be earlier moments.
  let found: number | undefined;
  let end: number | undefined;
  for (let time: number | undefined = first; time !== undefined && time <= (end ?? time); time = next(time)) {
    for (const instant of instantsOf(time, zone, isHourly(expression))) {
      if (instant <= after) continue;
      found = Math.min(found ?? instant, instant);
      end ??= time + Math.max(changed, changeBetween(instant - DAY, instant + DAY, zone));
    }
  }
  return found;
}

/** The moments at which an expression happens for a wall time that it names. */
function instantsOf(wall: WallTime, zone: string, isRepeated: boolean): number[] {
  const first = instantOf(wall, zone);
  if (!isRepeated) return [first];
  const second = first + changeBetween(first - HOUR, first + DAY, zone);
  return second !== first && wallTimeOf(second, zone) === wall ? [first, second] : [first];
}

/** Milliseconds by which the clock is set forward or back between two moments. */
function changeBetween(from: number, to: number, zone: string): number {
  const offsetAt = (instant: number) => wallTimeOf(instant, zone) - Math.floor(instant / 1000) * 1000;
  return Math.abs(offsetAt(to) - offsetAt(from));
}
