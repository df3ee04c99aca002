import type { Clock } from './clock.ts';

/** Resolves after so many milliseconds; rejects with the signal's reason when that aborts. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits on the emulator's clock, so that an advance ends the wait. */
export const waitOn =
  (clock: Clock): Wait =>
  (ms, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = clock.after(ms, resolve);
    const leave = () => {
      timer.cancel();
      reject(signal.reason);
    };
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', leave));
  };
