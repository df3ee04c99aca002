import type { Model, ModelEndReason, ModelRequest } from '../../../model/contract/model.ts';
import { ModelError } from '../../../model/contract/model-error.ts';
import { countUsage } from '../../../model/tokens/tokens.ts';
import type { CompletionUsage } from '../objects/run.ts';
import type { KeptStep, ToolCall } from '../objects/run-step.ts';
import type { RunTool } from '../tools/run-tool.ts';
import { MessageWriter } from './message-writer.ts';
import type { RunWriter } from './run-writer.ts';

export const toolOf = (tools: readonly RunTool[], name: string): RunTool => {
  const tool = tools.find(({ functions }) => functions.some((each) => each.name === name));
  if (!tool) throw new ModelError('server_error', `The model called a tool "${name}", which it was not given.`);
  return tool;
};

/** Returns a step with the given calls, both for clients and for execution. */
export const withCalls = (kept: KeptStep, calls: readonly ToolCall[], tools: readonly RunTool[]): KeptStep => ({
  ...kept,
  calls,
  step: {
    ...kept.step,
    step_details: { type: 'tool_calls', tool_calls: calls.map((call) => toolOf(tools, call.name).show(call)) },
  },
});

/** Runs one model turn and writes its output. Calls stay in a step that is in progress, to be executed next. */
export async function runTurn(
  model: Model,
  request: ModelRequest,
  tools: readonly RunTool[],
  writer: RunWriter,
  signal: AbortSignal,
): Promise<ModelEndReason> {
  const calls: ToolCall[] = [];
  let step: KeptStep | undefined;
  let message: MessageWriter | undefined;
  let written = '';
  try {
    for await (const event of model.respond(request, signal)) {
      signal.throwIfAborted();
      if ('delta' in event) written += event.delta;
      if (event.type === 'text' || event.type === 'refusal') {
        message ??= MessageWriter.open(writer);
        message?.add(event.delta);
      } else if (event.type === 'call') {
        written += event.name;
        step ??= writer.openStep({ type: 'tool_calls', tool_calls: [] });
        const call = { id: event.callId, name: event.name, arguments: '', output: null };
        calls.push(call);
        if (step) writer.tellStep(step.step.id, { index: calls.length - 1, ...toolOf(tools, call.name).show(call) });
      } else if (event.type === 'arguments') {
        const index = calls.findIndex(({ id }) => id === event.callId);
        const call = calls[index];
        if (!call || !step)
          throw new ModelError('server_error', 'The model gave arguments of a call it had not begun.');
        calls[index] = { ...call, arguments: call.arguments + event.delta };
        const tool = toolOf(tools, call.name);
        if (tool.piece) writer.tellStep(step.step.id, { index, type: tool.type, ...tool.piece(event.delta) });
      } else if (event.type === 'end') {
        const spent = toUsage(event.usage ?? (await countUsage(request, written)));
        signal.throwIfAborted();
        writer.spend(spent);
        message?.close(spent, incomplete(event.reason));
        message = undefined;
        // Truncated calls are not executed: the run ends with this turn.
        if (step && event.reason === 'stop') writer.keepStep({ ...withCalls(step, calls, tools), spoken: true, spent });
        return event.reason;
      }
    }
  } catch (error) {
    message?.keep(reasonOf(signal));
    throw error;
  }
  throw new ModelError('server_error', 'The model stopped without ending its turn.');
}

const incomplete = (reason: ModelEndReason) =>
  reason === 'stop' ? undefined : reason === 'content_filter' ? 'content_filter' : 'max_tokens';

function reasonOf({ reason }: AbortSignal): 'run_cancelled' | 'run_expired' | 'run_failed' {
  const name = reason instanceof Error ? reason.message : '';
  return name === 'cancelled' ? 'run_cancelled' : name === 'expired' ? 'run_expired' : 'run_failed';
}

const toUsage = ({ inputTokens, outputTokens }: { inputTokens: number; outputTokens: number }): CompletionUsage => ({
  prompt_tokens: inputTokens,
  completion_tokens: outputTokens,
  total_tokens: inputTokens + outputTokens,
});
