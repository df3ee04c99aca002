import { z } from 'zod';
import { dealRules } from '../../../core/scenarios/rule-dealer.ts';
import { scenarioKind } from '../../../core/scenarios/scenarios.ts';
import type { JobRequest } from './job-request.ts';
import { type Outcome, outcome } from './outcome.ts';

/** Conditions on a job; all must match. */
const match = z.strictObject({
  model: z.string().optional(),
  suffix: z.string().optional(),
  training_file: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
});

const rule = z.strictObject({
  match: match.prefault({}),
  /** Number of jobs that the rule applies to; all by default. */
  times: z.int().min(1).optional(),
  outcome,
});

/** Rules for fine-tuning jobs. The first that matches a new job decides its course. */
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

/** Returns the outcomes of a scenario, which may be replaced at any time. */
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
