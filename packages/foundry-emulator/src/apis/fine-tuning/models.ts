import type { MethodName } from './job/job-request.ts';

/** Completion models, whose examples are prompt and completion. */
const COMPLETION = /^(babbage-002|davinci-002)$/;

const CHAT = /^(gpt-3\.?5-turbo|gpt-4o|gpt-4o-mini|gpt-4\.1|gpt-4\.1-mini|gpt-4\.1-nano)(-\d{4}|-\d{4}-\d{2}-\d{2})?$/;

/** Reasoning models, which are tuned by reinforcement. */
const REASONING = /^(o4-mini|gpt-5)(-\d{4}-\d{2}-\d{2})?$/;

/** Tunable models, for error messages. Source: OpenAI and Azure fine-tuning guides. */
export const TUNABLE =
  'babbage-002, davinci-002, gpt-3.5-turbo, gpt-4o, gpt-4o-mini, gpt-4.1, gpt-4.1-mini, gpt-4.1-nano (supervised; dpo but for the first two), o4-mini, gpt-5 (reinforcement), each with or without its date, and models that were tuned here';

/** Returns the base of a tuned model; other names stay as they are. */
export const baseOf = (model: string): string => /^ft:([^:]+):/.exec(model)?.[1] ?? model;

/** Returns the methods that can tune a model, which may be none. @param more further models, tunable by all methods */
export function methodsFor(model: string, more: readonly string[] = []): readonly MethodName[] {
  const base = baseOf(model);
  if (more.includes(base)) return ['supervised', 'dpo', 'reinforcement'];
  if (COMPLETION.test(base)) return ['supervised'];
  if (CHAT.test(base)) return ['supervised', 'dpo'];
  return REASONING.test(base) ? ['reinforcement'] : [];
}

/** Returns the name of the model that a job creates, such as `ft:gpt-4o-mini:local:support:7f3a90c1`. */
export const modelName = (
  model: string,
  { owner, suffix, id }: { owner: string; suffix: string; id: string },
): string => `ft:${baseOf(model)}:${owner}:${suffix}:${id.slice(-8)}`;
