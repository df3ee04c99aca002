import { z } from 'zod';
import { dealRules } from '../../core/scenarios/rule-dealer.ts';
import { scenarioKind } from '../../core/scenarios/scenarios.ts';
import { ACTIONS, type Action, type ContainerError } from './container.ts';

const rule = z.strictObject({
  /** Operations that the rule is for: all that it says must be so. */
  match: z
    .strictObject({ agent: z.string().optional(), image: z.string().optional(), action: z.enum(ACTIONS).optional() })
    .default({}),
  /** Operations it is good for; without it, all. */
  times: z.int().min(1).optional(),
  error: z.strictObject({ code: z.string().min(1), message: z.string().min(1) }),
});

/** Operations on containers that fail. */
const containerSchema = z.strictObject({ rules: z.array(rule) });

export type ContainerScenario = z.infer<typeof containerSchema>;

/** Rules by which operations on containers fail. */
export const containerScenario = scenarioKind<ContainerScenario>({
  name: 'containers',
  setting: 'FOUNDRY_CONTAINERS_SCENARIO',
  schema: containerSchema,
  initial: { rules: [] },
  docs: 'Hosted agents',
});

export interface OperationSubject {
  readonly agent: string;
  readonly image: unknown;
  readonly action: Action;
}

/** Deals out what operations fail with; most do not. */
export function failuresOf(
  current: () => ContainerScenario,
): (subject: OperationSubject) => ContainerError | undefined {
  const deal = dealRules(
    () => current().rules,
    ({ match }, subject: OperationSubject) =>
      Object.entries(match).every(([field, value]) => subject[field as keyof OperationSubject] === value),
  );
  return (subject) => deal(subject)?.error;
}
