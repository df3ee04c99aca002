import { offsetText, wallClock } from './local-time.ts';

/** ISO 8601 with seconds, as Newtonsoft.Json takes a string for a date. */
const ISO_DATE =
  /^(?<day>\d{4}-\d\d-\d\d)T(?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,7})\d*)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?$/;

/** A date that a JSON string held, in the three ways .NET keeps one: UTC, in the local zone, or without a zone. */
interface DateValue {
  /** `2020-01-02T03:04:05`, in the zone that `suffix` names. */
  readonly wall: string;
  /** Tenths of a microsecond, without trailing zeros. */
  readonly fraction: string;
  readonly suffix: string;
}

/** Reads what Newtonsoft.Json would turn into a DateTime; undefined when the text stays a string. */
function readDate(text: string): DateValue | undefined {
  const groups = ISO_DATE.exec(text)?.groups;
  if (!groups) return undefined;
  const { day = '', time = '', zone = '' } = groups;
  const moment = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(moment)) return undefined;
  const fraction = (groups.fraction ?? '').replace(/0+$/, '');
  if (zone === '' || zone === 'Z') return { wall: `${day}T${time}`, fraction, suffix: zone };
  const utc = moment - offsetMs(zone);
  return { wall: wallClock(utc), fraction, suffix: offsetText(utc) };
}

/** A date string as Newtonsoft.Json writes it after reading it as a date; every other text unchanged. */
export function rewrittenDate(text: string): string {
  const date = readDate(text);
  if (!date) return text;
  return `${date.wall}${date.fraction && `.${date.fraction}`}${date.suffix}`;
}

/** A date string as .NET prints it in its invariant culture, `01/02/2020 03:04:05`; every other text unchanged. */
export function printedDate(text: string): string {
  const date = readDate(text);
  if (!date) return text;
  const [year, month, rest = ''] = date.wall.split('-');
  const [day, time] = rest.split('T');
  return `${month}/${day}/${year} ${time}`;
}

function offsetMs(zone: string): number {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
