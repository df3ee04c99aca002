/**
 * Address of the host's clock, when the clock can be set: on the local host for tests and the tour. Azure's host has no
 * such clock.
 */
const HOST_CLOCK = Symbol.for('foundry-functions.host-clock');

/** The time that the host's timers go by, milliseconds since 1970: what a timer finds due must not hang on another clock than its own. */
export function hostTime(): number {
  const clock: unknown = Reflect.get(globalThis, HOST_CLOCK);
  return typeof clock === 'function' ? Number(clock()) : Date.now();
}
