export type DayOfWeek = 'Sunday' | 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday';

interface Bounded {
  /** ISO 8601; without an offset in the trigger's time zone. Nothing happens before it. */
  readonly startTime?: string | null;
  /** As `startTime`. The last moment at which something may happen. */
  readonly endTime?: string | null;
  /** IANA name. */
  readonly timeZone?: string | null;
}

export interface CronTrigger extends Bounded {
  readonly type: 'Cron';
  readonly expression: string;
}

export type RecurrenceSchedule =
  | { readonly type: 'Hourly' }
  | { readonly type: 'Daily'; readonly hours: readonly number[] }
  | { readonly type: 'Weekly'; readonly daysOfWeek: readonly DayOfWeek[] }
  | { readonly type: 'Monthly'; readonly daysOfMonth: readonly number[] };

export interface RecurrenceTrigger extends Bounded {
  readonly type: 'Recurrence';
  /** Every so many hours, days, weeks or months. */
  readonly interval: number;
  readonly schedule: RecurrenceSchedule;
}

export interface OneTimeTrigger {
  readonly type: 'OneTime';
  readonly triggerAt: string;
  readonly timeZone?: string | null;
}

/** When a schedule fires, as clients write it. */
export type Trigger = CronTrigger | RecurrenceTrigger | OneTimeTrigger;

export const zoneOf = ({ timeZone }: Trigger): string => timeZone ?? 'UTC';
