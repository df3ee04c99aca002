import { z } from 'zod';
import { dealRules } from '../../../core/scenarios/rule-dealer.ts';
import { scenarioKind } from '../../../core/scenarios/scenarios.ts';
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
const fineTuningSchema = z.strictObject({ rules: z.array(rule) });

export type FineTuningScenario = z.infer<typeof fineTuningSchema>;

/** Rules that decide the outcome of fine-tuning jobs. */
export const fineTuningScenario = scenarioKind<FineTuningScenario>({
  name: 'fine-tuning',
  setting: 'FOUNDRY_FINE_TUNING_SCENARIO',
  schema: fineTuningSchema,
  initial: { rules: [] },
  docs: 'Fine-tuning',
});

/** Deals out the outcomes of a script, which may be exchanged for another at any time. */
export function outcomesOf(current: () => FineTuningScenario): (request: JobRequest) => Outcome {
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
