import { z } from 'zod';
import { GraderError } from '../../grading/contract/grader-error.ts';
import { type Judge, modelJudge } from '../../grading/contract/judge.ts';
import type { Model } from '../../model/contract/model.ts';
import type { Extract } from './extraction.ts';

const strings = { type: 'array', items: { type: 'string' } };
const SCHEMA = {
  type: 'object',
  properties: { user_profile: strings, forgotten: strings, chat_summary: { type: 'string' } },
  required: ['user_profile', 'forgotten', 'chat_summary'],
  additionalProperties: false,
};
const answerForm = z.object({
  user_profile: z.array(z.string()),
  forgotten: z.array(z.string()),
  chat_summary: z.string(),
});

const TASK = [
  'You keep the memory of an assistant. Read the conversation.',
  'user_profile: lasting facts and preferences that the user states of themselves and that are not known yet, one sentence each.',
  'forgotten: known facts, copied word for word, that the conversation contradicts or replaces.',
  'chat_summary: two sentences on what the conversation was about and how it ended.',
].join('\n');

/** Extracts memories by the emulator's model. @throws GraderError when it does not answer in the requested form */
export function extractByModel(model: Model): Extract {
  const ask: Judge = modelJudge(model);
  return async (said, known, { chat_model, options }, signal) => {
    const details = options?.user_profile_details ? `\nOf the user, remember: ${options.user_profile_details}` : '';
    const text = [
      `${TASK}${details}`,
      `Known facts:\n${known.map((content) => `- ${content}`).join('\n') || '(none)'}`,
      `Conversation:\n${said.map(({ role, text: words }) => `${role}: ${words}`).join('\n')}`,
    ].join('\n\n');
    const question = {
      model: chat_model,
      items: [{ type: 'message' as const, role: 'user' as const, content: [{ type: 'text' as const, text }] }],
      schema: SCHEMA,
    };
    const { answer, use } = await ask(question, signal);
    const parsed = answerForm.safeParse(answer);
    if (!parsed.success)
      throw new GraderError('invalid_answer', `The model "${chat_model}" gave no memories in the form asked for.`);
    const { user_profile, forgotten, chat_summary } = parsed.data;
    return {
      remembered: [
        ...(options?.user_profile_enabled === false
          ? []
          : user_profile.map((content) => ({ kind: 'user_profile' as const, content }))),
        ...(options?.chat_summary_enabled === false || chat_summary === ''
          ? []
          : [{ kind: 'chat_summary' as const, content: chat_summary }]),
      ],
      forgotten,
      usage: { input: use.promptTokens, output: use.completionTokens },
    };
  };
}
