import type { AgentConfig } from '../../config/define-config.ts';
import { toolDefinition } from '../../tools/tool-definition.ts';
import type { SearchStores } from './search-stores.ts';

/**
 * The parts of an agent's definition that foundry.config.ts decides. A part it leaves out is the service's default; what it cannot
 * say at all (a content filter, an output format ...) stays as somebody set it.
 */
export const MANAGED_PARTS = ['model', 'instructions', 'tools', 'temperature', 'top_p'] as const;

/** A definition in the service's words. */
export type AgentDefinition = Readonly<Record<string, unknown>> & { readonly kind: 'prompt'; readonly model: string };

/** Where the things are that an agent's tools work with. */
export interface ToolPlaces {
  /** Of the queues of its functions. */
  readonly queueEndpoint: string;
  readonly searchStores: SearchStores;
}

/** An agent of the config as the service describes it. */
export function agentDefinition(agent: AgentConfig, { queueEndpoint, searchStores }: ToolPlaces): AgentDefinition {
  const { model, instructions, tools = [], search = [], temperature, topP } = agent;
  const stores = search.flatMap((source) => searchStores.get(source) ?? []);
  const all = [
    ...tools.map((tool) => toolDefinition(tool, queueEndpoint)),
    ...(stores.length > 0 ? [{ type: 'file_search', vector_store_ids: stores }] : []),
  ];
  return {
    kind: 'prompt',
    model,
    ...(instructions === undefined ? {} : { instructions }),
    ...(all.length > 0 ? { tools: all } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
  };
}
