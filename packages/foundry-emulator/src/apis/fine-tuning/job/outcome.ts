import { z } from 'zod';
import { addDuration } from '../../../../../../shared/core/duration.ts';

const duration = z.string().refine(isDuration, { message: 'expected an ISO 8601 duration, such as PT90S or PT3H' });

const share = z.number().min(0).max(1).default(0.5);

const common = {
  /** Milliseconds of training, without pauses. */
  duration: duration.optional(),
  /** Milliseconds of validation. */
  validation: duration.optional(),
};

/** Course of a job. `at` is the share of its training, 0 to 1, before the event. */
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
  /** The job stops making progress and stays `running`. */
  z.strictObject({ ...common, kind: z.literal('stall'), at: share }),
  /** The job pauses with a status from the scenario, for a duration or for ever. */
  z.strictObject({
    ...common,
    kind: z.literal('status'),
    at: share,
    status: z.string().min(1),
    lasting: duration.optional(),
  }),
]);

export type Outcome = z.infer<typeof outcome>;

/** Converts an ISO 8601 duration to milliseconds. */
export const milliseconds = (text: string): number => addDuration(0, text);

function isDuration(text: string): boolean {
  try {
    return addDuration(0, text) >= 0;
  } catch {
    return false;
  }
}
