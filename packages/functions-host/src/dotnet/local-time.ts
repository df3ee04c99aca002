/** Minutes that the local clock of this machine is ahead of UTC at a moment. */
export type OffsetAt = (utc: number) => number;

const machineOffset: OffsetAt = (utc) => -new Date(utc).getTimezoneOffset();

/** `2020-01-02T03:04:05` as a clock in the given zone shows it; `utc` in milliseconds. */
export function wallClock(utc: number, offsetAt: OffsetAt = machineOffset): string {
  return new Date(utc + offsetAt(utc) * 60_000).toISOString().slice(0, 19);
}

/** `+00:00`, `-07:00`: how far that clock is from UTC. */
export function offsetText(utc: number, offsetAt: OffsetAt = machineOffset): string {
  const minutes = offsetAt(utc);
  const two = (value: number) => `${Math.trunc(value)}`.padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/** A moment as .NET writes a DateTimeOffset: no fraction when it is zero, always with an offset. */
export function offsetDate(utc: number, offsetAt: OffsetAt): string {
  const milliseconds = ((utc % 1000) + 1000) % 1000;
  const fraction = milliseconds === 0 ? '' : `.${`${milliseconds}`.padStart(3, '0').replace(/0+$/, '')}`;
  return `${wallClock(utc, offsetAt)}${fraction}${offsetText(utc, offsetAt)}`;
}

/** UTC, the zone that storage answers in. */
export const utcOffset: OffsetAt = () => 0;
