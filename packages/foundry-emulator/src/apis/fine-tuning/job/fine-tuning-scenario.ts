import { z } from 'zod';
import { dealRules } from '../../../core/scenarios/rule-dealer.ts';
import type { JobRequest } from './job-request.ts';
import { type Outcome, outcome } from './outcome.ts';

/** Jobs that a rule is for: all that it says must be so. */
const match = z.strictObject({
  model: z.string().optional(),
  suffix: z.string().optional(),
  training_file: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
});

const rule = z.strictObject({
  match: match.prefault({}),
  /** Jobs it is good for; without it, all. */
  times: z.int().min(1).optional(),
  outcome,
});

/** Rules for fine-tuning jobs; the first that fits a new job decides how it goes. */
export const tuningScript = z.strictObject({ rules: z.array(rule) });

export type TuningScript = z.infer<typeof tuningScript>;

/** Deals out the outcomes of a script, which may be exchanged for another at any time. */
export function outcomesOf(current: () => TuningScript): (request: JobRequest) => Outcome {
  const deal = dealRules(
    () => current().rules,
    (each, request: JobRequest) => fits(each.match, request),
  );
  return (request) => deal(request)?.outcome ?? { kind: 'succeed' };
}

function fits({ metadata, ...fields }: z.infer<typeof match>, request: JobRequest): boolean {
  const same = Object.entries(fields).every(([name, value]) => request[name as keyof typeof fields] === value);
  return same && Object.entries(metadata).every(([key, value]) => request.metadata?.[key] === value);
}
