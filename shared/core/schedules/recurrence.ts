import { type DayOfWeek, type RecurrenceTrigger, zoneOf } from './trigger.ts';
import { DAY, HOUR, instantOf, readMoment, type WallTime, wallTimeOf } from './wall-time.ts';

const DAYS: readonly DayOfWeek[] = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Periods looked through before a recurrence counts as one that never happens: leap days may be twelve of them apart. */
const PATIENCE = 100;

interface Frame {
  readonly zone: string;
  /** Start of counting: `startTime`, or the creation of the schedule. */
  readonly anchor: WallTime;
  /** Time of the day past the hour, and past midnight, that `startTime` gives; 0 without one. */
  readonly pastHour: number;
  readonly pastMidnight: number;
}

/**
 * The first occurrence after a moment. The interval counts from `startTime`, else from `made`; minutes, and of weeks and months the
 * hour, are those of `startTime`, else 0. A day that a month lacks is left out; an hour that the clock skips comes as much later.
 */
export function nextRecurrence(trigger: RecurrenceTrigger, after: number, made: number): number | undefined {
  const zone = zoneOf(trigger);
  const start = trigger.startTime ? readMoment(trigger.startTime, zone) : undefined;
  const anchor = wallTimeOf(start ?? made, zone);
  const past =
    start === undefined ? { pastHour: 0, pastMidnight: 0 } : { pastHour: anchor % HOUR, pastMidnight: anchor % DAY };
  const frame = { zone, anchor, ...past };
  if (trigger.schedule.type === 'Hourly') return nextHour(trigger.interval, after, frame, start);
  const earliest = Math.max(after + 1, start ?? after + 1);
  const first = Math.max(periodOf(trigger, wallTimeOf(earliest, zone), anchor) - 1, 0);
  for (let period = first; period < first + PATIENCE; period++) {
    const found = occurrencesIn(trigger, period, frame).find((instant) => instant >= earliest);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Hours are those that pass, not those of the wall: changes of the clock do not matter. */
function nextHour(interval: number, after: number, { zone, anchor }: Frame, start: number | undefined): number {
  const first = start ?? instantOf(anchor - (anchor % HOUR), zone);
  const step = interval * HOUR;
  return first + Math.max(Math.floor((after - first) / step) + 1, 0) * step;
}

/** Number of the period that a wall time lies in; the one of the anchor is 0. */
function periodOf({ schedule, interval }: RecurrenceTrigger, wall: WallTime, anchor: WallTime): number {
  const count = schedule.type === 'Monthly' ? monthOf(wall) - monthOf(anchor) : (dayOf(wall) - dayOf(anchor)) / DAY;
  return Math.floor(count / (schedule.type === 'Weekly' ? interval * 7 : interval));
}

function occurrencesIn({ schedule, interval }: RecurrenceTrigger, period: number, frame: Frame): number[] {
  const { zone, anchor, pastHour, pastMidnight } = frame;
  const instants = (walls: readonly WallTime[]) => walls.map((wall) => instantOf(wall, zone)).sort((a, b) => a - b);
  switch (schedule.type) {
    case 'Hourly':
      return [];
    case 'Daily':
      return instants(schedule.hours.map((hour) => dayOf(anchor) + period * interval * DAY + hour * HOUR + pastHour));
    case 'Weekly': {
      const sunday = dayOf(anchor) - new Date(anchor).getUTCDay() * DAY + period * interval * 7 * DAY;
      return instants(schedule.daysOfWeek.map((day) => sunday + DAYS.indexOf(day) * DAY + pastMidnight));
    }
    case 'Monthly': {
      const month = monthOf(anchor) + period * interval;
      const days = schedule.daysOfMonth.map((day) => Date.UTC(Math.floor(month / 12), month % 12, day));
      return instants(days.filter((day) => monthOf(day) === month).map((day) => day + pastMidnight));
    }
  }
}

const dayOf = (wall: WallTime): WallTime => Math.floor(wall / DAY) * DAY;

function monthOf(wall: WallTime): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}
