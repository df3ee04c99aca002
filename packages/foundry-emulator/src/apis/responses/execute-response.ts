import type { Model, ModelRequest, ModelUsage } from '../../model/contract/model.ts';
import { ModelError } from '../../model/contract/model-error.ts';
import type { Tool, ToolKind } from '../../tools/contract/tool-kind.ts';
import type { Item } from '../conversations/item.ts';
import type { ResponseUsage } from '../conversations/response.ts';
import { pairedItems } from './call-pairs.ts';
import { modelItems } from './model-items.ts';
import { modelTurn } from './model-turn.ts';
import { openTools } from './open-tools.ts';
import type { Attachments } from './read-attachments.ts';
import type { ResponseWriter } from './response-writer.ts';
import { runCalls } from './run-calls.ts';
import type { ChosenTools } from './tool-choice.ts';

/** Turns per response. A model that still calls tools after that is in a loop. */
const MAX_TURNS = 32;

/** Input for executing a response. */
export interface ResponseTask {
  readonly model: Model;
  readonly request: Omit<ModelRequest, 'items' | 'tools' | 'toolChoice'>;
  /** Returns the functions and the tool choice, once the tools are open. */
  choose(tools: readonly Tool[]): ChosenTools;
  /** Earlier items and this request's input. */
  readonly context: readonly Item[];
  readonly attachments: Attachments;
  readonly tools: readonly Tool[];
  readonly kinds: readonly ToolKind[];
  readonly maxToolCalls: number | undefined;
}

export interface Ending {
  readonly status: 'completed' | 'incomplete';
  readonly incomplete_details: { readonly reason: 'max_output_tokens' | 'content_filter' } | null;
}

/** Alternates model turns and tool calls until there is an answer. `tell` receives the usage so far after each turn. */
export async function executeResponse(
  { model, request, choose, context, attachments, tools, kinds, maxToolCalls = Number.POSITIVE_INFINITY }: ResponseTask,
  writer: ResponseWriter,
  {
    signal,
    responseEnded,
    tell,
  }: { signal: AbortSignal; responseEnded: Promise<void>; tell(usage: ResponseUsage): void },
): Promise<Ending> {
  let usage: ModelUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, reasoningTokens: 0 };
  let toolCalls = 0;
  const ready = await openTools(tools, context, writer, { signal, responseEnded });
  const { functions, choice } = choose(ready);
  let toolChoice = choice;
  const due = ready.flatMap((tool) => (tool.due ?? []).map((call) => ({ ...call, tool })));
  await runCalls(due, writer, { signal, responseEnded });
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const items = modelItems(pairedItems([...context, ...writer.response.output]), ready, kinds, attachments);
    const left =
      request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens - usage.outputTokens };
    if (left.maxOutputTokens !== undefined && left.maxOutputTokens <= 0) return incomplete('max_output_tokens');
    const result = await modelTurn(
      model,
      { ...request, ...left, items, tools: functions, toolChoice },
      ready,
      writer,
      signal,
    );
    const allowed = result.reason === 'stop' ? result.served.slice(0, maxToolCalls - toolCalls) : [];
    toolCalls += allowed.length;
    try {
      await runCalls(allowed, writer, { signal, responseEnded });
    } finally {
      usage = add(usage, await result.usage);
      tell(toResponseUsage(usage));
    }
    if (result.reason !== 'stop') return incomplete(result.reason);
    if (result.clientMustAct || result.served.length === 0) return { status: 'completed', incomplete_details: null };
    // `tool_choice` forces a call in the first turn only. Calls beyond `max_tool_calls` are ignored, so the model must answer next.
    toolChoice = allowed.length < result.served.length ? 'none' : 'auto';
    if (choice === 'none') toolChoice = 'none';
  }
  throw new ModelError('server_error', `The model called tools for ${MAX_TURNS} turns without coming to an answer.`);
}

const incomplete = (reason: 'max_output_tokens' | 'content_filter'): Ending => ({
  status: 'incomplete',
  incomplete_details: { reason },
});

const add = (left: ModelUsage, right: ModelUsage): ModelUsage => ({
  inputTokens: left.inputTokens + right.inputTokens,
  cachedTokens: left.cachedTokens + right.cachedTokens,
  outputTokens: left.outputTokens + right.outputTokens,
  reasoningTokens: left.reasoningTokens + right.reasoningTokens,
});

export const toResponseUsage = (usage: ModelUsage): ResponseUsage => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: { cached_tokens: usage.cachedTokens },
  output_tokens: usage.outputTokens,
  output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  total_tokens: usage.inputTokens + usage.outputTokens,
});
