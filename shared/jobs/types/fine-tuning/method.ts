import type { ReinforcementMethod } from 'openai/resources/fine-tuning';
import * as z from 'zod';

const orAuto = (what: string, fits: (value: number) => boolean) => {
  const message = `must be "auto" or ${what}`;
  return z
    .union([z.literal('auto'), z.number()], { error: message })
    .refine((value) => value === 'auto' || fits(value), message)
    .optional();
};
const wholeOrAuto = orAuto('a whole number above 0', (value) => Number.isInteger(value) && value > 0);
const numberOrAuto = orAuto('a number above 0', (value) => value > 0);

const common = { batch_size: wholeOrAuto, learning_rate_multiplier: numberOrAuto, n_epochs: wholeOrAuto };

const supervised = z.strictObject({ hyperparameters: z.strictObject(common).optional() });

const dpo = z.strictObject({ hyperparameters: z.strictObject({ ...common, beta: numberOrAuto }).optional() });

const GRADERS = ['string_check', 'text_similarity', 'python', 'score_model', 'multi'] as const;

/** Further fields of a grader are checked by the service, which adds kinds of graders every month. */
const graderType = z.looseObject({ type: z.enum(GRADERS) });

const reinforcement = z.strictObject({
  grader: z.custom<ReinforcementMethod['grader']>(
    (value) => graderType.safeParse(value).success,
    `must be an object with one of the types ${GRADERS.join(', ')}`,
  ),
  hyperparameters: z
    .strictObject({
      ...common,
      compute_multiplier: numberOrAuto,
      eval_interval: wholeOrAuto,
      eval_samples: wholeOrAuto,
      reasoning_effort: z.enum(['default', 'low', 'medium', 'high']).optional(),
    })
    .optional(),
});

export const METHODS = ['supervised', 'dpo', 'reinforcement'] as const;
export type MethodName = (typeof METHODS)[number];

/** Fine-tuning method in the service's words: the type, and the settings of that type only. */
export const method = z
  .strictObject({
    type: z.enum(METHODS),
    supervised: supervised.optional(),
    dpo: dpo.optional(),
    reinforcement: reinforcement.optional(),
  })
  .superRefine((value, context) => {
    for (const name of METHODS) {
      if (name === value.type || value[name] === undefined) continue;
      const message = `the type is "${value.type}": two methods at once are not possible, take "${name}" out or change the type`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    if (value.type === 'reinforcement' && value.reinforcement === undefined) {
      context.addIssue({ code: 'custom', path: ['reinforcement'], message: 'is missing: this method needs a grader' });
    }
  });
