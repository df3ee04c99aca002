import { messageOf } from '../../../../../shared/core/errors.ts';
import { cronPattern, nextOccurrence } from '../../../../../shared/core/schedules/next-occurrence.ts';
import { type Trigger, zoneOf } from '../../../../../shared/core/schedules/trigger.ts';
import { isTimeZone, readMoment } from '../../../../../shared/core/schedules/wall-time.ts';
import { badRequest } from '../../core/http/api-error.ts';

/**
 * @param now creation of the schedule, in milliseconds since 1970
 * @throws ApiError 400 naming the field when the trigger can never fire
 */
export function checkTrigger(trigger: Trigger, now: number): void {
  const zone = zoneOf(trigger);
  if (!isTimeZone(zone)) {
    throw badRequest(`"${zone}" is not a time zone; write an IANA name such as Asia/Seoul.`, 'trigger.timeZone');
  }
  if (trigger.type === 'OneTime') {
    momentIn(trigger.triggerAt, zone, 'trigger.triggerAt');
    return;
  }
  const start = trigger.startTime ? momentIn(trigger.startTime, zone, 'trigger.startTime') : undefined;
  const end = trigger.endTime ? momentIn(trigger.endTime, zone, 'trigger.endTime') : undefined;
  if (start !== undefined && end !== undefined && end < start) {
    throw badRequest('endTime comes before startTime: the schedule would never fire.', 'trigger.endTime');
  }
  const field = trigger.type === 'Cron' ? 'trigger.expression' : 'trigger.schedule';
  if (trigger.type === 'Cron') checkExpression(trigger.expression, zone);
  // An expression that matches no day never fires, whatever its end.
  const { endTime: _, ...endless } = trigger;
  if (nextOccurrence(endless, start ?? now, now) === undefined) {
    throw badRequest('There is no day in the calendar on which this would fire.', field);
  }
}

function momentIn(text: string, zone: string, field: string): number {
  const moment = readMoment(text, zone);
  if (moment !== undefined) return moment;
  throw badRequest(`"${text}" is not an ISO 8601 time such as 2026-01-31T09:00:00Z or 2026-01-31T09:00:00.`, field);
}

function checkExpression(expression: string, zone: string): void {
  try {
    cronPattern(expression, zone);
  } catch (error) {
    throw badRequest(`"${expression}" is not a cron expression: ${messageOf(error)}`, 'trigger.expression');
  }
}
