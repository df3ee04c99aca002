/** Returns the offset of the local clock from UTC, in minutes, at a moment. */
export type OffsetAt = (utc: number) => number;

const machineOffset: OffsetAt = (utc) => -new Date(utc).getTimezoneOffset();

/** Formats a moment in milliseconds as the clock of a zone shows it, `2020-01-02T03:04:05`. */
export function wallClock(utc: number, offsetAt: OffsetAt = machineOffset): string {
  return new Date(utc + offsetAt(utc) * 60_000).toISOString().slice(0, 19);
}

/** Formats the offset of that clock from UTC, `+00:00` or `-07:00`. */
export function offsetText(utc: number, offsetAt: OffsetAt = machineOffset): string {
  const minutes = offsetAt(utc);
  const two = (value: number) => `${Math.trunc(value)}`.padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** Formats a moment as .NET writes a DateTimeOffset: no fraction when it is zero, always with an offset. */
export function offsetDate(utc: number, offsetAt: OffsetAt): string {
  const milliseconds = ((utc % 1000) + 1000) % 1000;
  const fraction = milliseconds === 0 ? '' : `.${`${milliseconds}`.padStart(3, '0').replace(/0+$/, '')}`;
  return `${wallClock(utc, offsetAt)}${fraction}${offsetText(utc, offsetAt)}`;
}

/** UTC, the zone of storage responses. */
export const utcOffset: OffsetAt = () => 0;
