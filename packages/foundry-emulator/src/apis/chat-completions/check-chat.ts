import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { formatFault } from '../../model/contract/strict-schema.ts';
import type { ChatBody, FunctionDefinition } from './chat-body.ts';
import { textOf } from './chat-messages.ts';

/**
 * Checks fields that require or exclude each other, which the shapes cannot express.
 * @param modelName the model behind the deployment
 * @throws ApiError 400 naming the field
 */
export function checkChat(body: ChatBody, modelName: string): void {
  if (body.stream_options && !body.stream)
    throw badRequest("'stream_options' is only allowed when 'stream' is enabled.", 'stream_options');
  if (typeof body.top_logprobs === 'number' && !body.logprobs)
    throw badRequest("'top_logprobs' needs 'logprobs' to be true.", 'top_logprobs');
  checkTokens(body, modelName);
  checkTools(body);
  const speaksOfJson = body.messages.some((message) => /json/i.test(textOf(message.content)));
  if (body.response_format?.type === 'json_object' && !speaksOfJson)
    throw badRequest(
      "'messages' must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
      'messages',
    );
}

/** Reasoning models, which do not accept `max_tokens`. */
const REASONING_MODEL = /^(?:o\d|gpt-5)/;

function checkTokens({ max_tokens: old, max_completion_tokens: current }: ChatBody, modelName: string): void {
  if (typeof old !== 'number') return;
  if (typeof current === 'number')
    throw badRequest("'max_tokens' and 'max_completion_tokens' cannot be set at the same time.", 'max_tokens');
  if (REASONING_MODEL.test(modelName))
    throw new ApiError(400, {
      code: 'unsupported_parameter',
      message:
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      param: 'max_tokens',
    });
}

function checkTools(body: ChatBody): void {
  const { tools, functions, tool_choice: choice, function_call: call, parallel_tool_calls: parallel } = body;
  if (tools && functions) throw badRequest("'tools' and 'functions' cannot be set at the same time.", 'functions');
  if (choice && choice !== 'none' && !tools?.length)
    throw badRequest("'tool_choice' is only allowed when 'tools' are specified.", 'tool_choice');
  if (typeof parallel === 'boolean' && !tools?.length)
    throw badRequest("'parallel_tool_calls' is only allowed when 'tools' are specified.", 'parallel_tool_calls');
  if (call && call !== 'none' && !functions?.length)
    throw badRequest("'function_call' is only allowed when 'functions' are specified.", 'function_call');
  const given = [
    ...(tools ?? []).map((tool, index) => ({ at: `tools[${index}].function`, definition: tool.function })),
    ...(functions ?? []).map((definition, index) => ({ at: `functions[${index}]`, definition })),
  ];
  for (const { at, definition } of given) checkFunction(definition, at);
  const names = new Set(given.map(({ definition }) => definition.name));
  const wanted = typeof choice === 'object' ? choice?.function.name : typeof call === 'object' ? call?.name : undefined;
  if (wanted !== undefined && !names.has(wanted))
    throw badRequest(
      `There is no function '${wanted}' to call.`,
      choice ? 'tool_choice.function.name' : 'function_call.name',
    );
}

function checkFunction({ name, parameters, strict }: FunctionDefinition, at: string): void {
  if (!parameters) return;
  const fault = formatFault(parameters, strict);
  if (fault) throw badRequest(`Invalid schema for function '${name}': ${fault}`, `${at}.parameters`);
}
