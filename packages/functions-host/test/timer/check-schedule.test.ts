import { checkSchedule } from '../../src/timer/check-schedule.ts';
import { parseSchedule } from '../../src/timer/schedule.ts';
import { parseStatus, statusRecord } from '../../src/timer/schedule-status.ts';
import { timeZone } from '../../src/timer/time-zone.ts';

const at = (time: string) => Date.parse(`2026-06-01T${time}Z`);
const utc = timeZone('UTC');
const everyMinute = parseSchedule('0 * * * * *', utc);

describe('a timer at the start of the host', () => {
  it('gets a status and has missed nothing when it is new', () => {
    expect(checkSchedule(everyMinute, undefined, at('10:00:30'))).toEqual({
      status: { last: undefined, next: at('10:01:00'), lastUpdated: at('10:00:30') },
      changed: true,
      isPastDue: false,
    });
  });

  it('is past due when its next time has passed, and keeps that status', () => {
    const stored = { last: at('10:00:00.002'), next: at('10:01:00'), lastUpdated: at('10:00:00.002') };
    expect(checkSchedule(everyMinute, stored, at('10:01:05'))).toEqual({
      status: stored,
      changed: false,
      isPastDue: true,
    });
    expect(checkSchedule(everyMinute, stored, at('10:00:50')).isPastDue).toBe(false);
  });

  it('is past due even when it never ran', () => {
    const stored = { last: undefined, next: at('10:01:00'), lastUpdated: at('10:00:30') };
    expect(checkSchedule(everyMinute, stored, at('10:02:00')).isPastDue).toBe(true);
  });

  it('follows a changed schedule and makes up for nothing', () => {
    const stored = { last: at('09:00:00'), next: at('10:00:00'), lastUpdated: at('09:00:00') };
    const checked = checkSchedule(parseSchedule('0 */5 * * * *', utc), stored, at('10:02:00'));
    expect(checked).toEqual({
      status: { last: undefined, next: at('10:05:00'), lastUpdated: at('10:02:00') },
      changed: true,
      isPastDue: false,
    });
  });

  it('with a period goes on from its last run', () => {
    const period = parseSchedule('02:00:00', utc);
    const stored = { last: at('08:00:00.123'), next: at('10:00:00.123'), lastUpdated: at('08:00:00.123') };
    expect(checkSchedule(period, stored, at('09:00:00'))).toEqual({ status: stored, changed: false, isPastDue: false });
    expect(checkSchedule(period, stored, at('11:00:00')).isPastDue).toBe(true);
  });
});

describe('the status blob', () => {
  it('round-trips, in milliseconds, without the value never', () => {
    const status = { last: undefined, next: at('10:01:00'), lastUpdated: at('10:00:30.120') };
    const text = JSON.stringify(statusRecord(status, utc.offsetAt));
    expect(text).toBe(
      '{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-06-01T10:01:00+00:00","LastUpdated":"2026-06-01T10:00:30.12+00:00"}',
    );
    expect(parseStatus(text)).toEqual(status);
  });

  it('of the real host can be read, with ticks and zone', () => {
    const text =
      '{"Last":"2026-06-01T12:00:00.0021154+02:00","Next":"2026-06-01T12:01:00+02:00","LastUpdated":"0001-01-01T00:00:00"}';
    expect(parseStatus(text)).toEqual({ last: at('10:00:00.002'), next: at('10:01:00'), lastUpdated: undefined });
  });

  it.each(['', 'nonsense', '{}', '{"Last":1,"Next":2,"LastUpdated":3}', '{"Last":"x","Next":"y","LastUpdated":"z"}'])(
    'is ignored with other content: %j',
    (text) => {
      expect(parseStatus(text)).toBeUndefined();
    },
  );

  it('says "never again" for a schedule without a next time', () => {
    const record = statusRecord({ last: 0, next: Number.POSITIVE_INFINITY, lastUpdated: 0 }, utc.offsetAt);
    expect(record.Next).toBe('9999-12-31T23:59:59.9999999+00:00');
    expect(parseStatus(JSON.stringify(record))?.next).toBeUndefined();
  });
});
