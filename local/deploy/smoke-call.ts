import { type CheckedConfig, toolBindings } from '../../shared/config/define-config.ts';
import type { AgentTool } from '../../shared/tools/agent-tool.ts';
import { toolItem } from '../output/tool-items.ts';
import { callQuestion, sampleArguments } from './sample-arguments.ts';

/** An agent, and the tool it is asked to call. */
export interface SmokeCall {
  readonly agent: string;
  readonly tool: string;
  readonly question: string;
}

/**
 * Chooses the call that shows that a deployment works: the `smoke` of the config, else the first idempotent tool of an agent, with arguments made
 * from its schema. A tool with an effect is called only if the config says so.
 * @returns undefined when there is nothing to call
 */
export async function smokeCall(config: CheckedConfig): Promise<SmokeCall | undefined> {
  const { agents, smoke } = config;
  if (smoke !== undefined) {
    const owner = Object.entries(agents).find(([, agent]) =>
      toolBindings(agent).some(({ tool }) => tool === smoke.tool),
    )?.[0];
    return owner === undefined ? undefined : callOf(owner, smoke.tool, smoke.arguments);
  }
  for (const [name, agent] of Object.entries(agents)) {
    for (const { tool } of toolBindings(agent)) {
      const args = tool.idempotent ? await sampleArguments(tool) : undefined;
      if (args !== undefined) return callOf(name, tool, args);
    }
  }
  return undefined;
}

const callOf = (agent: string, { name }: AgentTool, args: Readonly<Record<string, unknown>>): SmokeCall => ({
  agent,
  tool: name,
  question: callQuestion(name, args),
});

/** The items of the response that concern the call. */
export interface SmokeItems {
  readonly call: boolean;
  readonly answer: string | undefined;
}

/** Reads the output items of a response. */
export function smokeItems(output: readonly unknown[]): SmokeItems {
  const found = output.flatMap((item) => toolItem(item) ?? []);
  return {
    call: found.some(({ call }) => call !== undefined),
    answer: found.find((item) => item.output !== undefined)?.output,
  };
}
