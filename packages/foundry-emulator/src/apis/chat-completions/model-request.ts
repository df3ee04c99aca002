import { given } from '../../core/given.ts';
import { badRequest } from '../../core/http/api-error.ts';
import type { ModelFormat, ModelRequest, ModelTool, ModelToolChoice } from '../../model/contract/model.ts';
import { formatFault } from '../../model/contract/strict-schema.ts';
import type { Attachments } from './attachments.ts';
import type { ChatBody, FunctionDefinition, ResponseFormat } from './chat-body.ts';
import { toItems } from './chat-messages.ts';

/** Converts a chat completion request to a model request. @throws ApiError 400 for inconsistent messages, tools or formats */
export function toModelRequest(deployment: string, body: ChatBody, attachments: Attachments): ModelRequest {
  const tools = [...(body.tools ?? []).map((tool) => toTool(tool.function)), ...(body.functions ?? []).map(toTool)];
  const { stop } = body;
  return {
    deployment,
    items: toItems(body.messages, attachments),
    tools,
    toolChoice: toToolChoice(body, tools.length > 0),
    // Legacy function calls are never parallel.
    parallelToolCalls: !body.functions && (body.parallel_tool_calls ?? true),
    format: modelFormat(body.response_format),
    ...given('temperature', body.temperature),
    ...given('topP', body.top_p),
    ...given('maxOutputTokens', body.max_completion_tokens ?? body.max_tokens),
    ...given('reasoningEffort', body.reasoning_effort),
    ...given('stop', typeof stop === 'string' ? [stop] : stop && [...stop]),
    ...given('seed', body.seed),
    ...given('presencePenalty', body.presence_penalty),
    ...given('frequencyPenalty', body.frequency_penalty),
    ...given('logitBias', body.logit_bias),
    ...(body.logprobs ? { logprobs: body.top_logprobs ?? 0 } : {}),
  };
}

const toTool = ({ name, description, parameters, strict }: FunctionDefinition): ModelTool => ({
  name,
  description: description ?? '',
  parameters: parameters ?? { type: 'object', properties: {} },
  ...given('strict', strict),
});

function toToolChoice({ tool_choice: choice, function_call: call }: ChatBody, any: boolean): ModelToolChoice {
  if (choice) return typeof choice === 'string' ? choice : { name: choice.function.name };
  if (call) return typeof call === 'string' ? call : { name: call.name };
  return any ? 'auto' : 'none';
}

/** Returns the output format. @throws ApiError 400 for an invalid schema */
export function modelFormat(format: ResponseFormat | null | undefined): ModelFormat {
  if (!format) return { type: 'text' };
  if (format.type !== 'json_schema') return { type: format.type };
  const { name, schema, description, strict } = format.json_schema;
  const at = 'response_format.json_schema.schema';
  if (!schema) throw badRequest(`Missing required parameter: '${at}'.`, at);
  const fault = formatFault(schema, strict);
  if (fault) throw badRequest(`Invalid schema for response_format '${name}': ${fault}`, at);
  return { type: 'json_schema', name, schema, ...given('description', description), ...given('strict', strict) };
}
