import type { ProjectContext } from '../../../core/project/project-context.ts';
import type { Model } from '../../../model/contract/model.ts';
import type { CreateBody, TextFormat } from '../../responses/create-body.ts';
import type { ResponseService } from '../../responses/response-service.ts';
import type { DataSource, InputMessages, SamplingParams, Target } from '../objects/data-source.ts';
import { askByResponse } from './ask.ts';
import { askAssistant } from './ask-assistant.ts';
import { assistantSampler } from './assistant-sampler.ts';
import { attackSampler } from './attack-sampler.ts';
import { modelSampler } from './model-sampler.ts';
import { responseSampler } from './response-sampler.ts';
import { DEFAULT_MAX_TOKENS, givenSample, retrievedSample, type Sampler, tracedSample } from './sample.ts';

/** Default messages to a target. */
const USUAL_INPUT: InputMessages = { type: 'item_reference', item_reference: 'item.query' };

interface Answerers {
  readonly model: Model;
  readonly responses: ResponseService;
  readonly project: ProjectContext;
}

/** Chooses the sampler that answers the rows of a run. */
export function chooseSampler(data: DataSource, { model, responses, project }: Answerers): Sampler {
  if (data.type === 'jsonl') return givenSample;
  if (data.type === 'azure_ai_responses') return retrievedSample;
  if (data.type === 'azure_ai_traces') return tracedSample;
  if (data.type === 'azure_ai_red_team') {
    const { target } = data;
    const ask =
      target.type === 'azure_ai_assistant'
        ? askAssistant(project, `${target.id}`)
        : askByResponse(responses, bodyOf(target));
    return attackSampler(ask, paramsOf(target));
  }
  if (data.type === 'azure_ai_target_completions') {
    const { target, input_messages: input } = data;
    if (target.type === 'azure_ai_assistant')
      return assistantSampler(askAssistant(project, `${target.id}`), input ?? USUAL_INPUT);
    const params = paramsOf(target);
    const body = bodyOf(target);
    return responseSampler(responses, { body, input: input ?? USUAL_INPUT, params });
  }
  const { model: deployment, input_messages: input, sampling_params: params } = data;
  if (!deployment || !input) return givenSample;
  return data.type === 'completions'
    ? modelSampler(model, { deployment, input, params: params ?? {} })
    : responseSampler(responses, { body: modelBody(deployment, params ?? {}), input, params: params ?? {} });
}

const paramsOf = (target: Target): SamplingParams => (target.type === 'azure_ai_model' && target.sampling_params) || {};

/** Returns the request for a response of a target. */
const bodyOf = (target: Exclude<Target, { type: 'azure_ai_assistant' }>): CreateBody =>
  target.type === 'azure_ai_agent'
    ? { agent: { name: target.name, version: target.version ?? null } }
    : modelBody(target.model ?? '', paramsOf(target));

const modelBody = (model: string, params: SamplingParams): CreateBody => ({
  model,
  max_output_tokens: params.max_completion_tokens ?? DEFAULT_MAX_TOKENS,
  temperature: params.temperature ?? null,
  top_p: params.top_p ?? null,
  tools: params.tools ?? null,
  ...(params.reasoning_effort ? { reasoning: { effort: params.reasoning_effort } } : {}),
  ...(params.text ? { text: { format: (params.text.format ?? null) as TextFormat | null } } : {}),
});
