import { isRecord, type JsonSchema } from '../../../core/json-schema.ts';
import type { ModelUse } from '../../../grading/contract/judge.ts';
import type { Model, ModelFormat, ModelRequest, ModelTool } from '../../../model/contract/model.ts';
import { countUsage } from '../../../model/tokens/tokens.ts';
import type { InputMessages, ResponseFormat, SamplingParams } from '../objects/data-source.ts';
import { inputMessages, shownMessages } from './input-messages.ts';
import { DEFAULT_MAX_TOKENS, noSample, outputFields, type Sampler, usageOf } from './sample.ts';

interface Asked {
  readonly deployment: string;
  readonly input: InputMessages;
  readonly params: SamplingParams;
}

interface Call {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; arguments: string };
}

const FINISH_REASONS: Readonly<Record<string, string>> = {
  max_output_tokens: 'length',
  content_filter: 'content_filter',
};

/** Answers rows by a chat completion of a model. Tool calls are part of the answer and are not executed. */
export function modelSampler(model: Model, { deployment, input, params }: Asked): Sampler {
  return async (row, signal) => {
    const messages = inputMessages(input, row);
    const request = requestOf(deployment, messages, params);
    const { text, calls, reason, usage } = await answerOf(model, request, signal);
    const use: ModelUse = {
      model: deployment,
      promptTokens: usage.inputTokens,
      completionTokens: usage.outputTokens,
      cachedTokens: usage.cachedTokens,
    };
    const finish = calls.length > 0 ? 'tool_calls' : (FINISH_REASONS[reason] ?? reason);
    const message = { role: 'assistant', content: text, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    return {
      sample: {
        ...outputFields(text),
        output_tools: calls,
        choices: [{ message, finish_reason: finish }],
        model: deployment,
      },
      shown: {
        ...noSample(params),
        input: shownMessages(messages),
        output: [{ role: 'assistant', content: calls.length > 0 && text === '' ? JSON.stringify(calls) : text }],
        finish_reason: finish,
        model: deployment,
        usage: usageOf(use),
      },
      uses: [use],
    };
  };
}

function requestOf(deployment: string, items: ModelRequest['items'], params: SamplingParams): ModelRequest {
  const tools = (params.tools ?? []).flatMap(toolOf);
  return {
    deployment,
    items,
    tools,
    toolChoice: tools.length > 0 ? 'auto' : 'none',
    parallelToolCalls: true,
    format: formatOf(params.response_format),
    maxOutputTokens: params.max_completion_tokens ?? DEFAULT_MAX_TOKENS,
    ...(typeof params.temperature === 'number' ? { temperature: params.temperature } : {}),
    ...(typeof params.top_p === 'number' ? { topP: params.top_p } : {}),
    ...(typeof params.reasoning_effort === 'string' ? { reasoningEffort: params.reasoning_effort } : {}),
  };
}

async function answerOf(model: Model, request: ModelRequest, signal: AbortSignal) {
  const calls: Call[] = [];
  let text = '';
  for await (const event of model.respond(request, signal)) {
    if (event.type === 'text' || event.type === 'refusal') text += event.delta;
    if (event.type === 'call')
      calls.push({ id: event.callId, type: 'function', function: { name: event.name, arguments: '' } });
    if (event.type === 'arguments') {
      const call = calls.find(({ id }) => id === event.callId);
      if (call) call.function.arguments += event.delta;
    }
    if (event.type === 'end') {
      const written = text + calls.map((call) => call.function.name + call.function.arguments).join('');
      return { text, calls, reason: event.reason, usage: event.usage ?? (await countUsage(request, written)) };
    }
  }
  throw new Error('A model ends its turn or throws.');
}

function formatOf(format: ResponseFormat | null | undefined): ModelFormat {
  if (format?.type === 'json_object') return { type: 'json_object' };
  const schema = format?.json_schema;
  if (format?.type !== 'json_schema' || !schema) return { type: 'text' };
  return {
    type: 'json_schema',
    name: schema.name,
    schema: schema.schema ?? {},
    ...(schema.strict ? { strict: true } : {}),
  };
}

function toolOf(tool: unknown): ModelTool[] {
  const given = isRecord(tool) && isRecord(tool.function) ? tool.function : undefined;
  if (typeof given?.name !== 'string') return [];
  const parameters = (isRecord(given.parameters) ? given.parameters : { type: 'object', properties: {} }) as JsonSchema;
  return [{ name: given.name, description: `${given.description ?? ''}`, parameters }];
}
