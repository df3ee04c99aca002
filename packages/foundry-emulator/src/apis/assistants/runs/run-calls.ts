import type { KeptRun, RequiredCall } from '../objects/run.ts';
import type { KeptStep, ToolCall } from '../objects/run-step.ts';
import type { RunTool } from '../tools/run-tool.ts';
import { toolOf, withCalls } from './run-turn.ts';
import type { RunWriter } from './run-writer.ts';

/**
 * Runs the calls of a step that the emulator serves and ends the step when all calls have outputs.
 * @returns the calls that the client is to carry out
 */
export async function runCalls(
  kept: KeptRun,
  step: KeptStep,
  tools: readonly RunTool[],
  writer: RunWriter,
  context: { signal: AbortSignal; rest: Promise<void> },
): Promise<RequiredCall[]> {
  const calls = await Promise.all(
    step.calls.map(async (call, index): Promise<ToolCall> => {
      const tool = toolOf(tools, call.name);
      if (call.output !== null || !tool.run) return call;
      const done = {
        ...call,
        ...(await tool.run(call, { ...context, resources: kept.resources, model: kept.run.model })),
      };
      const told = tool.result?.(done);
      if (told) writer.tellStep(step.step.id, { index, type: tool.type, ...told });
      return done;
    }),
  );
  context.signal.throwIfAborted();
  const done = withCalls(step, calls, tools);
  const left = calls.filter(({ output }) => output === null);
  if (left.length === 0) writer.endStep(done, 'completed');
  else writer.keepStep(done);
  return left.map(({ id, name, arguments: args }) => ({ id, type: 'function', function: { name, arguments: args } }));
}
