import type { Api } from './shapes/operation.ts';

/**
 * Declared defaults that are not filled in, as `definition.field`, with the reason. All others are: a handler reads a body as if the
 * client had sent them.
 */
export const DEFAULTS_LEFT_OUT: Readonly<Record<Api, ReadonlyMap<string, string>>> = {
  foundry: new Map([
    ['OpenAI.FunctionTool.strict', 'the service does not refuse schemas that strict mode cannot express'],
  ]),
  'azure-openai': new Map([
    ...['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'logprobs'].map(
      (field) =>
        [
          `createChatCompletionRequest.${field}`,
          'reasoning models refuse the parameter, even with its default',
        ] as const,
    ),
    ['createChatCompletionRequest.parallel_tool_calls', 'allowed with tools only'],
    ['createCompletionRequest.best_of', 'at least n; the default is n'],
    ...['temperature', 'top_p'].flatMap((field) => [
      [`modifyAssistantRequest.${field}`, 'an absent field keeps the value of the assistant'] as const,
      [`createRunRequest.${field}`, "the assistant's value applies"] as const,
      [`createThreadAndRunRequest.${field}`, "the assistant's value applies"] as const,
    ]),
    ...['size', 'response_format', 'quality', 'style'].map(
      (field) => [`imageGenerationsRequest.${field}`, 'the default depends on the model'] as const,
    ),
  ]),
};
