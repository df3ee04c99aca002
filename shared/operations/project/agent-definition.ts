import { type AgentConfig, type ToolChannel, toolBindings } from '../../config/define-config.ts';
import { mcpTool, openApiTool, queueTool } from '../../tools/tool-definition.ts';
import { appAccess, mcpAccess } from './app-access.ts';
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
  /** Settings that say where the app is and how the agent service signs in there. Needed by tools that are bound over `openapi` or `mcp`. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Returns an agent of the config as a definition of the service.
 * @throws TerminalError when a tool is bound over `openapi` or `mcp` and a setting is missing
 */
export function agentDefinition(agent: AgentConfig, { queueEndpoint, searchStores, env }: ToolPlaces): AgentDefinition {
  const { model, instructions, search = [], temperature, topP } = agent;
  const stores = search.flatMap((source) => searchStores.get(source) ?? []);
  const bindings = toolBindings(agent);
  const over = (channel: ToolChannel) => bindings.filter(({ via }) => via === channel).map(({ tool }) => tool);
  const overHttp = over('openapi');
  const overMcp = over('mcp').map(({ name }) => name);
  const all = [
    ...over('queue').map((tool) => queueTool(tool, queueEndpoint)),
    ...(overHttp.length > 0 ? [openApiTool(overHttp, appAccess(env))] : []),
    ...(overMcp.length > 0 ? [mcpTool(overMcp, mcpAccess(env))] : []),
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
