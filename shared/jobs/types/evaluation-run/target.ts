import * as z from 'zod';

const samplingParams = z.strictObject({
  temperature: z.number().min(0).max(2).optional(),
  topP: z.number().min(0).max(1).optional(),
  maxCompletionTokens: z.int().positive().optional(),
  seed: z.int().optional(),
});

/** The agent or model that answers the rows. */
export const evaluationTarget = z
  .strictObject({
    agent: z.string().min(1).optional(),
    /** Version of the agent; the latest by default. */
    version: z.string().min(1).optional(),
    /** A deployment. */
    model: z.string().min(1).optional(),
    samplingParams: samplingParams.optional(),
  })
  .superRefine(({ agent, model, version, samplingParams: sampling }, context) => {
    const issue = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if ((agent === undefined) === (model === undefined)) issue([], 'must name either an agent or a model');
    if (agent === undefined && version !== undefined)
      issue(['version'], 'is the version of an agent, and no agent is named');
    if (agent !== undefined && sampling !== undefined)
      issue(['samplingParams'], 'is for models: an agent brings its own');
  });

export type EvaluationTarget = z.infer<typeof evaluationTarget>;

/** Default prompt. */
export const DEFAULT_PROMPT = '{{item.query}}';

/** The service's data source: the rows as they are, or the rows as questions to a target. */
export function dataSource(source: object, target?: EvaluationTarget, prompt = DEFAULT_PROMPT) {
  if (target === undefined) return { type: 'jsonl', source };
  const content = { type: 'input_text', text: prompt };
  return {
    type: 'azure_ai_target_completions',
    source,
    input_messages: { type: 'template', template: [{ type: 'message', role: 'user', content }] },
    target: serviceTarget(target),
  };
}

function serviceTarget({ agent, version, model, samplingParams: sampling }: EvaluationTarget) {
  if (agent !== undefined) {
    return { type: 'azure_ai_agent', name: agent, ...(version === undefined ? {} : { version }) };
  }
  if (sampling === undefined) return { type: 'azure_ai_model', model };
  // The service wants all four or none: what the request leaves out gets the service's documented preset.
  const { temperature = 1, topP = 1, maxCompletionTokens = 4096, seed = 0 } = sampling;
  const params = { temperature, top_p: topP, max_completion_tokens: maxCompletionTokens, seed };
  return { type: 'azure_ai_model', model, sampling_params: params };
}
