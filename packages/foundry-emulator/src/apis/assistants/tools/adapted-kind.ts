import { messageOf } from '../../../../../../shared/core/errors.ts';
import type { Tool, ToolCall, ToolKind } from '../../../tools/contract/tool-kind.ts';
import type { ToolDefinition } from '../objects/assistant.ts';
import { type RunTool, type RunToolKind, ToolError } from './run-tool.ts';

/** Requirement of every tool type that Azure OpenAI 2024-10-01-preview lacks. */
export const CONDITION = 'with api-version v1';

/**
 * Offers a tool type of responses to classic agents.
 * @param translate returns the definition as responses have it
 */
export function adaptedKind(
  kind: ToolKind,
  translate: (given: ToolDefinition) => Record<string, unknown> = (given) => ({ ...given }),
): RunToolKind {
  const { type } = kind;
  return {
    type,
    condition: CONDITION,
    accept: (given, param) => adapted(type, kind.accept(translate(given), param)),
  };
}

/** Shows a call as classic agents do. */
export const shownAs =
  (type: string): RunTool['show'] =>
  ({ id, arguments: input, output }) => ({ id, type, [type]: output === null ? { input } : { input, output } });

function adapted(type: string, tool: Tool): RunTool {
  const { open } = tool;
  return {
    type,
    functions: tool.functions,
    ...(open ? { open: async (signal) => adapted(type, await open(opening(signal))) } : {}),
    show: shownAs(type),
    async run({ id, name, arguments: args }, { signal, rest }) {
      const call: ToolCall = { callId: id, name, arguments: args };
      try {
        const outcome = await tool.run?.(call, tool.begin(call), { signal, responseEnded: rest, emit: () => {} });
        return { output: (outcome?.outputs ?? []).map(({ output }) => textOf(output)).join('\n') };
      } catch (cause) {
        signal.throwIfAborted();
        throw new ToolError(messageOf(cause), { cause });
      }
    },
  };
}

const textOf = (output: unknown): string => (typeof output === 'string' ? output : JSON.stringify(output ?? null));

/** A run has no items of a conversation, and shows none of the opening. */
const opening = (signal: AbortSignal) => ({
  said: [],
  taken: new Set<string>(),
  signal,
  responseEnded: Promise.resolve(),
  add: () => ({ emit: () => {}, close: () => {} }),
});
