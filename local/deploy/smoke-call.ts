import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { TerminalError } from '../../shared/core/errors.ts';

/** An agent, and the tool it is to call. */
export interface SmokeCall {
  readonly agent: string;
  readonly tool: string;
  readonly question: string;
}

/**
 * The call that shows a deployment works: the first idempotent tool of the first agent that has one, so that nothing is done that
 * would have to be undone. The model makes up the arguments; whether they name anything real does not matter.
 * @throws TerminalError when no agent has such a tool
 */
export function smokeCall({ agents }: CheckedConfig): SmokeCall {
  for (const [agent, { tools = [] }] of Object.entries(agents)) {
    const tool = tools.find(({ idempotent }) => idempotent);
    if (tool !== undefined) {
      return { agent, tool: tool.name, question: `${tool.description} Use the tool ${tool.name} once, with 1042.` };
    }
  }
  throw new TerminalError(
    'No agent of foundry.config.ts has an idempotent tool: there is nothing that may be called just to see whether it works.',
  );
}

/** What came of it: the items of the response that concern the call, by their type. */
export interface SmokeItems {
  readonly call: boolean;
  readonly answer: string | undefined;
}

/** Reads the output items of a response. The service's and the SDK's types do not know these two kinds yet: they are `unknown`. */
export function smokeItems(output: readonly unknown[]): SmokeItems {
  const found = output.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
  const answer = found.find(({ type }) => type === 'azure_function_call_output')?.output;
  return {
    call: found.some(({ type }) => type === 'azure_function_call'),
    answer: typeof answer === 'string' ? answer : undefined,
  };
}
