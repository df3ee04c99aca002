import { openApiDocument } from '../http/openapi.ts';
import type { AgentTool } from './agent-tool.ts';
import { toolDocs, toolRoute } from './openapi.ts';
import type { JsonSchema } from './parameters.ts';

/** A tool behind queues in the definition of an agent. Classic and new agents use the same shape. */
interface AzureFunctionToolDefinition {
  readonly type: 'azure_function';
  readonly azure_function: {
    readonly function: { readonly name: string; readonly description: string; readonly parameters: JsonSchema };
    readonly input_binding: QueueBinding;
    readonly output_binding: QueueBinding;
  };
}

interface QueueBinding {
  readonly type: 'storage_queue';
  readonly storage_queue: { readonly queue_service_endpoint: string; readonly queue_name: string };
}

/** @param queueEndpoint URL of the account's queue service, without the name of a queue */
export function queueTool(tool: AgentTool, queueEndpoint: string): AzureFunctionToolDefinition {
  const { name, description, parameters, queues } = tool;
  const binding = (queue: string): QueueBinding => ({
    type: 'storage_queue',
    storage_queue: { queue_service_endpoint: queueEndpoint, queue_name: queue },
  });
  return {
    type: 'azure_function',
    azure_function: {
      function: { name, description, parameters },
      input_binding: binding(queues.input),
      output_binding: binding(queues.output),
    },
  };
}

/** Address of this app for the agent service, and the credentials with which the service calls it. */
export interface AppAccess {
  /** Base of the routes, for instance `https://APP.azurewebsites.net/api`. */
  readonly url: string;
  /**
   * `none` on this machine; a token of the project's managed identity for an audience; or a connection of the project, which holds a key or
   * names an identity.
   */
  readonly by: { readonly kind: 'none' } | { readonly kind: 'identity'; readonly audience: string } | ConnectionAccess;
}

interface ConnectionAccess {
  readonly kind: 'connection';
  /** Resource id of the connection. */
  readonly connection: string;
}

/** Label of the app's MCP server, and name of its OpenAPI tool, in an agent's definition. */
const APP_LABEL = 'foundry_functions';

/** Returns one `openapi` tool with an operation for each of the tools. */
export function openApiTool(tools: readonly AgentTool[], { url, by }: AppAccess): Readonly<Record<string, unknown>> {
  const routes = tools.map((tool) => ({
    name: tool.name,
    method: 'POST',
    route: toolRoute(tool),
    access: 'Agent' as const,
    docs: toolDocs(tool),
  }));
  const spec = openApiDocument(routes, { server: url, access: { by: 'key' }, version: '3.0', tag: 'tools' });
  const description = 'Tools of the app, over HTTP.';
  return { type: 'openapi', openapi: { name: APP_LABEL, description, spec, auth: openApiAuth(by) } };
}

function openApiAuth(by: AppAccess['by']): Readonly<Record<string, unknown>> {
  if (by.kind === 'none') return { type: 'anonymous' };
  return by.kind === 'identity'
    ? { type: 'managed_identity', security_scheme: { audience: by.audience } }
    : { type: 'project_connection', security_scheme: { project_connection_id: by.connection } };
}

/**
 * Returns the app's MCP server as a tool that offers only the tools named.
 * @param by `identity` is not possible: the service gives tokens to MCP servers only through a connection
 */
export function mcpTool(
  names: readonly string[],
  { url, by }: { readonly url: string; readonly by: { readonly kind: 'none' } | ConnectionAccess },
): Readonly<Record<string, unknown>> {
  return {
    type: 'mcp',
    server_label: APP_LABEL,
    server_url: `${url}/mcp`,
    allowed_tools: names,
    // The tools are the app's own, and the handlers decide what they allow.
    require_approval: 'never',
    ...(by.kind === 'connection' ? { project_connection_id: by.connection } : {}),
  };
}
