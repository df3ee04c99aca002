import type { AgentConfig } from '../../config/define-config.ts';
import { toolDefinition } from '../../tools/tool-definition.ts';
import type { SearchStores } from './search-stores.ts';

/**
 * The parts of an agent's definition that foundry.config.ts sets. A part that it leaves out has the service's default; parts that it cannot
 * set (a content filter, an output format) stay as they are.
 */
export const MANAGED_PARTS = ['model', 'instructions', 'tools', 'temperature', 'top_p'] as const;

/** A definition in the form of the service. */
export type AgentDefinition = Readonly<Record<string, unknown>> & { readonly kind: 'prompt'; readonly model: string };

/** Endpoints and ids that an agent's tools need. */
export interface ToolPlaces {
  /** URL of the queue service of the tools. */
  readonly queueEndpoint: string;
  readonly searchStores: SearchStores;
}

/** Returns an agent of the config as a definition of the service. */
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
