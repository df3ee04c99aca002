import { offsetText, wallClock } from './local-time.ts';

/** ISO 8601 with seconds, the form that Newtonsoft.Json reads as a date. */
const ISO_DATE =
  /^(?<day>\d{4}-\d\d-\d\d)T(?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,7})\d*)?(?<zone>Z|[+-]\d\d(?::?\d\d)?)?$/;

/** A date from a JSON string in one of .NET's three kinds: UTC, local zone, no zone. */
interface DateValue {
  /** `2020-01-02T03:04:05`, in the zone that `suffix` names. */
  readonly wall: string;
  /** Seven digits at most, without trailing zeros. */
  readonly fraction: string;
  readonly suffix: string;
}

/** Reads text that Newtonsoft.Json turns into a DateTime; undefined for text that stays a string. */
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

/** Rewrites a date string as Newtonsoft.Json does when it reads and writes it as a date. Other text is unchanged. */
export function rewrittenDate(text: string): string {
  const date = readDate(text);
  if (!date) return text;
  return `${date.wall}${date.fraction && `.${date.fraction}`}${date.suffix}`;
}

/** Formats a date string in .NET's invariant culture, `01/02/2020 03:04:05`. Other text is unchanged. */
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
