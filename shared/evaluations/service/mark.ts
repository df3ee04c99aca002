/** A property of schedules that we made: what has it can never lose it. Its value is the entry's name. */
export const MARK = 'foundry-functions-evaluation';

/** Rules have neither tags nor properties: what we made says so in its description. */
export const ruleDescription = (name: string): string =>
  `Kept in step by foundry-functions: evaluations.${name} of foundry.config.ts.`;

/** Whether a rule of this id is ours. */
export const isOurRule = (id: string, description: string | undefined): boolean => description === ruleDescription(id);
