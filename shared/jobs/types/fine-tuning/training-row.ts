import * as z from 'zod';
import { fieldProblems } from '../../../core/validation/field-problems.ts';
import type { MethodName } from './method.ts';

const text = z.union([z.string(), z.array(z.looseObject({ type: z.string() })).min(1)]);

const message = z
  .looseObject({
    role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
    content: text.nullish(),
    weight: z.union([z.literal(0), z.literal(1)], { error: 'must be 0 or 1' }).nullish(),
    tool_calls: z.array(z.looseObject({})).nullish(),
    function_call: z.looseObject({}).nullish(),
  })
  .refine(({ role, content, tool_calls, function_call }) => {
    const calls = role === 'assistant' && (tool_calls || function_call);
    return Boolean(calls) || (content !== undefined && content !== null);
  }, 'has neither content nor tool_calls');

const messages = z.array(message).min(1, 'is empty');
const answer = message.refine(({ role }) => role === 'assistant', 'must have the role "assistant"');

const SCHEMAS: Readonly<Record<MethodName | 'completion', z.ZodType>> = {
  supervised: z.looseObject({
    messages: messages.refine((all) => all.some(({ role }) => role === 'assistant'), 'has no message of the assistant'),
  }),
  dpo: z.looseObject({
    input: z.looseObject({ messages }),
    preferred_output: z.array(answer).min(1, 'is empty'),
    non_preferred_output: z.array(answer).min(1, 'is empty'),
  }),
  reinforcement: z.looseObject({
    messages: messages.refine(
      (all) => all.at(-1)?.role !== 'assistant',
      'must not end with a message of the assistant',
    ),
  }),
  completion: z.looseObject({ prompt: z.string(), completion: z.string() }),
};

/** Models of before the chat, whose rows are prompt and completion. */
const COMPLETION_MODELS = /^(babbage|davinci)-/;

/** Says what is wrong with a row of a training file for this model and method, or nothing. */
export function trainingRowCheck(model: string, method: MethodName): (row: unknown) => string | undefined {
  const schema = SCHEMAS[method === 'supervised' && COMPLETION_MODELS.test(model) ? 'completion' : method];
  return (row) => {
    const parsed = schema.safeParse(row);
    if (parsed.success) return undefined;
    const first = fieldProblems(parsed.error, row).at(0);
    return first === undefined ? 'does not fit' : `${first.field} ${first.problem}`;
  };
}
