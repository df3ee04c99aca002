import { messageOf } from '../../core/errors.ts';
import type { ProblemDetail } from '../../core/request-error.ts';
import { cronPattern, nextOccurrence } from '../../core/schedules/next-occurrence.ts';
import type { Trigger } from '../../core/schedules/trigger.ts';
import { zoneOf } from '../../core/schedules/trigger.ts';
import { isTimeZone, readMoment } from '../../core/schedules/wall-time.ts';
import type { OnResponse } from './when.ts';

const LIMITS = {
  hours: { field: 'hours', low: 0, high: 23 },
  daysOfMonth: { field: 'daysOfMonth', low: 1, high: 31 },
} as const;

/** Returns the problems of a trigger, by field. */
export function triggerProblems(trigger: Trigger | OnResponse): ProblemDetail[] {
  if (trigger.type === 'Response') return responseProblems(trigger);
  const zone = zoneOf(trigger);
  if (!isTimeZone(zone)) {
    return [{ field: 'timeZone', problem: `"${zone}" is not a time zone; write an IANA name such as Asia/Seoul` }];
  }
  const problems = trigger.type === 'Cron' ? cronProblems(trigger.expression, zone) : recurrenceProblems(trigger);
  const moments = (['triggerAt', 'startTime', 'endTime'] as const).flatMap((field) => {
    const text: unknown = Reflect.get(trigger, field);
    return text === undefined || text === null ? [] : [{ field, text: `${text}`, moment: readMoment(`${text}`, zone) }];
  });
  for (const { field, text, moment } of moments) {
    if (moment === undefined)
      problems.push({ field, problem: `"${text}" is not an ISO 8601 time such as 2026-01-31T09:00:00` });
  }
  const moment = (name: string) => moments.find(({ field }) => field === name)?.moment;
  const [start, end] = [moment('startTime'), moment('endTime')];
  if (start !== undefined && end !== undefined && end < start) {
    problems.push({ field: 'endTime', problem: 'comes before startTime: there would never be an occurrence' });
  }
  if (problems.length === 0 && nextOccurrence(trigger, (start ?? 0) - 1, start ?? 0) === undefined) {
    const field = trigger.type === 'Cron' ? 'expression' : 'schedule';
    problems.push({ field, problem: 'there is no moment at which it would happen' });
  }
  return problems;
}

function cronProblems(expression: string, zone: string): ProblemDetail[] {
  try {
    cronPattern(expression, zone);
  } catch (error) {
    return [{ field: 'expression', problem: `"${expression}" is not a cron expression: ${messageOf(error)}` }];
  }
  return expression.trim().split(/\s+/).length === 5 || expression.startsWith('@')
    ? []
    : [
        {
          field: 'expression',
          problem: `"${expression}" must have five fields: minute, hour, day, month, day of the week`,
        },
      ];
}

function recurrenceProblems(trigger: Trigger): ProblemDetail[] {
  if (trigger.type !== 'Recurrence') return [];
  const { interval, schedule } = trigger;
  const problems: ProblemDetail[] = [];
  if (!Number.isInteger(interval) || interval < 1 || interval > 1000) {
    problems.push({ field: 'interval', problem: 'must be a whole number from 1 to 1000' });
  }
  for (const { field, low, high } of Object.values(LIMITS)) {
    const values: unknown = Reflect.get(schedule, field);
    if (!Array.isArray(values)) continue;
    const fits = (value: unknown) => Number.isInteger(value) && Number(value) >= low && Number(value) <= high;
    if (values.length === 0 || !values.every(fits)) {
      problems.push({ field, problem: `must be whole numbers from ${low} to ${high}, one at least` });
    }
  }
  if (schedule.type === 'Weekly' && schedule.daysOfWeek.length === 0) {
    problems.push({ field: 'daysOfWeek', problem: 'names no day' });
  }
  return problems;
}

function responseProblems({ share, maxHourlyRuns: most, look }: OnResponse): ProblemDetail[] {
  const fits = Number.isFinite(share) && share > 0 && share <= 1;
  return [
    ...(fits ? [] : [{ field: 'share', problem: 'must be above 0 and at most 1: 0.1 is a tenth' }]),
    ...(most === undefined || (Number.isInteger(most) && most >= 1)
      ? []
      : [{ field: 'maxHourlyRuns', problem: 'must be a whole number from 1 on' }]),
    ...(look === undefined || typeof look === 'boolean' ? [] : [{ field: 'look', problem: 'must be true or false' }]),
  ];
}
