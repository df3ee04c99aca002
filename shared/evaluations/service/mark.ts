/** A property of schedules that we made: what has it can never lose it. Its value is the entry's name. */
export const MARK = 'foundry-functions-evaluation';

/** Tags of our schedules: since when somebody has had it paused over the API, and when it was last resumed. ISO 8601. */
export const PAUSED_TAG = 'foundry-functions-paused';
export const RESUMED_TAG = 'foundry-functions-resumed';

/** Rules have neither tags nor properties: what we made says so in its description, and that it is paused, too. */
export const ruleDescription = (name: string): string =>
  `Kept in step by foundry-functions: evaluations.${name} of foundry.config.ts.`;
export const pausedDescription = (name: string): string => `${ruleDescription(name)} Paused by hand.`;

/** Whether a rule of this id is ours. */
export const isOurRule = (id: string, description: string | undefined): boolean =>
  description === ruleDescription(id) || isPausedRule(id, description);

export const isPausedRule = (id: string, description: string | undefined): boolean =>
  description === pausedDescription(id);
