import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions';
import {
  type ModelFormat,
  type ModelItem,
  type ModelPart,
  type ModelRequest,
  type ModelToolChoice,
  partText,
} from '../contract/model.ts';

/** Converts a model request to a chat completion request, which nearly every server supports. */
export function toChatRequest(request: ModelRequest, model: string): ChatCompletionCreateParamsStreaming {
  const { tools, temperature, topP, maxOutputTokens } = request;
  return {
    model,
    messages: toMessages(request.items, request.instructions),
    stream: true,
    stream_options: { include_usage: true },
    ...(tools.length > 0
      ? {
          tools: tools.map(({ name, description, parameters, strict }) => ({
            type: 'function' as const,
            function: { name, description, parameters, ...(strict === undefined ? {} : { strict }) },
          })),
          tool_choice: toToolChoice(request.toolChoice),
          parallel_tool_calls: request.parallelToolCalls,
        }
      : {}),
    ...toResponseFormat(request.format),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(maxOutputTokens === undefined ? {} : { max_completion_tokens: maxOutputTokens }),
    ...toSampling(request),
  };
}

/** Returns the sampling parameters that are set. Servers ignore fields that they do not know. */
function toSampling(request: ModelRequest): Partial<ChatCompletionCreateParamsStreaming> {
  const { stop, seed, presencePenalty, frequencyPenalty, logitBias, logprobs } = request;
  return {
    ...(stop === undefined ? {} : { stop }),
    ...(seed === undefined ? {} : { seed }),
    ...(presencePenalty === undefined ? {} : { presence_penalty: presencePenalty }),
    ...(frequencyPenalty === undefined ? {} : { frequency_penalty: frequencyPenalty }),
    ...(logitBias === undefined ? {} : { logit_bias: logitBias }),
    ...(logprobs === undefined ? {} : { logprobs: true, ...(logprobs > 0 ? { top_logprobs: logprobs } : {}) }),
  };
}

/** Converts items to messages. Consecutive calls and the text before them form one assistant message. */
export function toMessages(items: ModelItem[], instructions?: string): ChatCompletionMessageParam[] {
  const messages: ChatCompletionMessageParam[] = instructions ? [{ role: 'system', content: instructions }] : [];
  let speaking: Extract<ChatCompletionMessageParam, { role: 'assistant' }> | undefined;
  // Images follow all results of a turn: no message may separate the results.
  const shown: ChatCompletionMessageParam[] = [];
  for (const item of items) {
    if (item.type !== 'result') messages.push(...shown.splice(0));
    if (item.type === 'call') {
      if (!speaking) {
        speaking = { role: 'assistant', content: null };
        messages.push(speaking);
      }
      const call = {
        id: item.callId,
        type: 'function' as const,
        function: { name: item.name, arguments: item.arguments },
      };
      speaking.tool_calls = [...(speaking.tool_calls ?? []), call];
    } else if (item.type === 'result') {
      speaking = undefined;
      messages.push({ role: 'tool', tool_call_id: item.callId, content: item.output });
      // Tool messages hold only text, so an image becomes a user message.
      if (item.image) shown.push({ role: 'user', content: toParts([{ type: 'image', url: item.image }]) });
    } else if (item.role === 'assistant') {
      speaking = { role: 'assistant', content: textOf(item.content) };
      messages.push(speaking);
    } else {
      speaking = undefined;
      messages.push(
        item.role === 'user'
          ? { role: 'user', content: toParts(item.content) }
          : { role: item.role, content: textOf(item.content) },
      );
    }
  }
  return [...messages, ...shown];
}

/** Returns plain text as a string: not every server accepts parts. */
function toParts(parts: ModelPart[]) {
  if (parts.every((part) => part.type === 'text')) return textOf(parts);
  return parts.map(toPart);
}

function toPart(part: ModelPart): ChatCompletionContentPart {
  switch (part.type) {
    case 'text':
      return { type: 'text', text: part.text };
    case 'image':
      return { type: 'image_url', image_url: { url: part.url, ...(part.detail ? { detail: part.detail } : {}) } };
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      return { type: 'file', file: { filename: part.filename, file_data: part.url } };
  }
}

const textOf = (parts: ModelPart[]) => parts.map(partText).join('\n');

const toToolChoice = (choice: ModelToolChoice) =>
  typeof choice === 'string' ? choice : { type: 'function' as const, function: { name: choice.name } };

function toResponseFormat(format: ModelFormat): Pick<ChatCompletionCreateParamsStreaming, 'response_format'> {
  if (format.type === 'text') return {};
  if (format.type === 'json_object') return { response_format: { type: 'json_object' } };
  const { name, schema, description, strict } = format;
  const json_schema = {
    name,
    schema,
    ...(description ? { description } : {}),
    ...(strict === undefined ? {} : { strict }),
  };
  return { response_format: { type: 'json_schema', json_schema } };
}
