import type { AgentConfig } from '../../config/define-config.ts';
import { toolDefinition } from '../../tools/tool-definition.ts';

/**
 * The parts of an agent's definition that foundry.config.ts decides. A part it leaves out is the service's default; what it cannot
 * say at all (a content filter, an output format ...) stays as somebody set it.
 */
export const MANAGED_PARTS = ['model', 'instructions', 'tools', 'temperature', 'top_p'] as const;

/** A definition in the service's words. */
export type AgentDefinition = Readonly<Record<string, unknown>> & { readonly kind: 'prompt'; readonly model: string };

/** An agent of the config as the service describes it. `queueEndpoint` is where its tools' queues are. */
export function agentDefinition(agent: AgentConfig, queueEndpoint: string): AgentDefinition {
  const { model, instructions, tools = [], temperature, topP } = agent;
  return {
    kind: 'prompt',
    model,
    ...(instructions === undefined ? {} : { instructions }),
    ...(tools.length > 0 ? { tools: tools.map((tool) => toolDefinition(tool, queueEndpoint)) } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
  };
}
