import type { Client } from '@modelcontextprotocol/client';
import type { JsonSchema } from '../../core/json-schema.ts';
import { MAX_TOOL_ANSWER, MCP_CALL_TIMEOUT_MS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { AllowedHosts } from '../remote/allowed-hosts.ts';
import { connectionNamed, secretsOf } from '../remote/connection-secrets.ts';
import type { McpDefinition } from './definition.ts';

/** A tool of a server, as in `mcp_list_tools`. */
export interface McpTool {
  readonly name: string;
  readonly description?: string;
  readonly input_schema: JsonSchema;
  readonly annotations?: { readonly readOnlyHint?: boolean | undefined; readonly [field: string]: unknown };
}

export interface McpOutcome {
  readonly output: string;
  /** The tool ran and reported an error. */
  readonly failed: boolean;
}

/** The server of a tool during one response. Connects on first use. */
export interface McpServer {
  list(signal: AbortSignal): Promise<McpTool[]>;
  call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<McpOutcome>;
  close(): Promise<void>;
}

/** Connects to a server over Streamable HTTP with the headers of the definition or its connection. */
export function mcpServer(
  definition: McpDefinition,
  { project, hosts }: { readonly project: Pick<ProjectContext, 'seed' | 'settings'>; readonly hosts: AllowedHosts },
): McpServer {
  let connecting: Promise<Client> | undefined;
  const connected = (): Promise<Client> => {
    connecting ??= connect(definition, headersOf(definition, project), hosts);
    return connecting;
  };
  const within = (signal: AbortSignal) => ({ signal, timeout: MCP_CALL_TIMEOUT_MS });

  return {
    async list(signal) {
      const { tools } = await (await connected()).listTools({}, within(signal));
      return tools.map(({ name, description, inputSchema, annotations }) => ({
        name,
        ...(description === undefined ? {} : { description }),
        input_schema: inputSchema as JsonSchema,
        ...(annotations === undefined ? {} : { annotations }),
      }));
    },
    async call(name, args, signal) {
      const { content, structuredContent, isError } = await (await connected()).callTool(
        { name, arguments: args },
        within(signal),
      );
      const told = content.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part))).join('\n');
      const output = told === '' && structuredContent !== undefined ? JSON.stringify(structuredContent) : told;
      return { output: output.slice(0, MAX_TOOL_ANSWER), failed: isError === true };
    },
    async close() {
      await (await connecting?.catch(() => undefined))?.close();
    },
  };
}

/** Loaded on demand: the client is large. */
async function connect({ server_url: url }: McpDefinition, headers: Record<string, string>, hosts: AllowedHosts) {
  const { Client: McpClient, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
  const client = new McpClient(
    { name: 'foundry-emulator', version: '1.0.0' },
    // Supports both generations of the protocol.
    { versionNegotiation: { mode: 'auto' } },
  );
  const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers }, fetch: hosts.fetch });
  await client.connect(transport, { timeout: MCP_CALL_TIMEOUT_MS });
  return client;
}

function headersOf(
  definition: McpDefinition,
  project: Pick<ProjectContext, 'seed' | 'settings'>,
): Record<string, string> {
  const { project_connection_id: id, authorization, headers } = definition;
  const secrets = id ? secretsOf(connectionNamed(project, id)) : { named: {} };
  return {
    ...secrets.named,
    ...(secrets.key === undefined ? {} : { authorization: `Bearer ${secrets.key}` }),
    ...(authorization ? { authorization: `Bearer ${authorization}` } : {}),
    ...headers,
  };
}
