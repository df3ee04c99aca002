import * as z from 'zod';

/** A label is part of requests and of the service's metadata. */
export const runLabel = z
  .string()
  .regex(/^[\w.+-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, hyphens, underscores or plus signs, such as 1.4.0');

const WHAT = "must be 'latest', or name exactly one of { run }, { label }, { evaluation }";
const WAYS = ['run', 'label', 'evaluation'] as const;

/**
 * The baseline of a run: the five runs before it (`latest`), one fixed run, the newest run with a label (for instance a
 * release), or the newest run of another entry.
 */
export const baseline = z.union(
  [
    z.literal('latest'),
    z
      .strictObject({
        /** A run of the same eval: its id at the service, or the id of the job here that carried it. */
        run: z
          .string()
          .regex(/^[\w-]{1,200}$/, 'is not the id of a run')
          .optional(),
        label: runLabel.optional(),
        evaluation: z.string().min(1).optional(),
      })
      .refine((value) => WAYS.filter((way) => value[way] !== undefined).length === 1, WHAT),
  ],
  WHAT,
);

export type Baseline = z.infer<typeof baseline>;

/** A baseline in words, for reports and alerts. */
export function describeBaseline(wanted: Baseline): string {
  if (wanted === 'latest') return 'the runs before';
  if (wanted.run !== undefined) return `the run ${wanted.run}`;
  if (wanted.label !== undefined) return `the run labelled ${wanted.label}`;
  return `the last run of ${wanted.evaluation}`;
}
