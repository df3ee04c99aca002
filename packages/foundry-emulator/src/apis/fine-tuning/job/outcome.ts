import { z } from 'zod';
import { addDuration } from '../../../core/clock/duration.ts';

const duration = z.string().refine(isDuration, { message: 'expected an ISO 8601 duration, such as PT90S or PT3H' });

const share = z.number().min(0).max(1).default(0.5);

const common = {
  /** How long training takes, pauses not counted. */
  duration: duration.optional(),
  /** How long the files are being validated. */
  validation: duration.optional(),
};

/** How a job goes. `at` is the share of its training, 0 to 1, that it gets through first. */
export const outcome = z.discriminatedUnion('kind', [
  z.strictObject({ ...common, kind: z.literal('succeed') }),
  z.strictObject({
    ...common,
    kind: z.literal('fail'),
    at: share,
    error: z
      .strictObject({ code: z.string().min(1), message: z.string().min(1) })
      .default({ code: 'server_error', message: 'The job failed due to an internal error.' }),
  }),
  /** It gets no further, and still says that it is running. */
  z.strictObject({ ...common, kind: z.literal('stall'), at: share }),
  /** It stands still under a status of the script's own, for a while or for ever; after a while it goes on. */
  z.strictObject({
    ...common,
    kind: z.literal('status'),
    at: share,
    status: z.string().min(1),
    lasting: duration.optional(),
  }),
]);

export type Outcome = z.infer<typeof outcome>;

/** Milliseconds of an ISO 8601 duration. */
export const milliseconds = (text: string): number => addDuration(0, text);

function isDuration(text: string): boolean {
  try {
    return addDuration(0, text) >= 0;
  } catch {
    return false;
  }
}
