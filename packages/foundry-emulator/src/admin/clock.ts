import { z } from 'zod';
import { addDuration } from '../../../../shared/core/duration.ts';
import type { MovableClock } from '../core/clock/movable-clock.ts';

/** Seconds that may pass in one: more than a week in a second is better done by an advance. */
const MAX_SCALE = 1_000_000;

export const clockRequest = z
  .strictObject({
    /** ISO 8601 duration, such as `PT3H`. */
    advance: z
      .string()
      .refine(isDuration, { message: 'expected an ISO 8601 duration, such as PT90S, PT3H or P1DT12H' })
      .optional(),
    /** 1 is the usual pace, 0 stops the clock. */
    scale: z.number().min(0).max(MAX_SCALE).optional(),
  })
  .refine(({ advance, scale }) => advance !== undefined || scale !== undefined, { message: 'say advance or scale' });

/** Sets the pace, then leaps; resolves when all that fell due on the way has happened. */
export async function advanceClock(
  clock: MovableClock,
  { advance, scale }: z.infer<typeof clockRequest>,
): Promise<void> {
  if (scale !== undefined) clock.setScale(scale);
  if (advance !== undefined) await clock.leapTo(addDuration(clock.now(), advance));
}

function isDuration(text: string): boolean {
  try {
    addDuration(0, text);
    return true;
  } catch {
    return false;
  }
}
