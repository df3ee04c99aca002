import { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
import type { AppFunction, Invocation, Invoke } from '../extension/extension.ts';
import type { TypedData } from '../worker/core-types.ts';
import type { McpRegistry } from './mcp-registry.ts';
import { promptResult, resourceResult, toolResult } from './mcp-results.ts';

/** host.json's `extensions.mcp`, as far as the server shows it. */
export interface McpServerInfo {
  readonly serverName: string;
  readonly serverVersion: string;
  readonly instructions: string | undefined;
}

/** The HTTP request that carries a message. */
export interface McpTransport {
  readonly headers: Readonly<Record<string, string>>;
  readonly sessionId: string | undefined;
}

type Arguments = Readonly<Record<string, unknown>>;

/** Makes the server for one request: like the MCP extension it keeps nothing between requests. */
export function mcpServer(info: McpServerInfo, registry: McpRegistry, transport: McpTransport, invoke: Invoke): Server {
  const server = new Server(
    { name: info.serverName, version: info.serverVersion },
    {
      capabilities: { tools: {}, resources: {}, prompts: {} },
      ...(info.instructions ? { instructions: info.instructions } : {}),
    },
  );
  const call = async (fn: AppFunction, invocation: Omit<Invocation, 'input'>, context: object) => {
    const input: TypedData = {
      string: JSON.stringify({
        ...context,
        sessionid: transport.sessionId ?? null,
        clientinfo: null,
        transport: {
          name: 'http-streamable',
          sessionId: transport.sessionId ?? null,
          properties: { headers: transport.headers },
        },
      }),
    };
    const session = transport.sessionId === undefined ? {} : { mcpsessionid: { string: transport.sessionId } };
    const triggerMetadata = { [fn.trigger.name]: input, ...session, ...invocation.triggerMetadata };
    return (await invoke(fn, { ...invocation, triggerMetadata, input })).returnValue;
  };

  server.setRequestHandler('tools/list', () => ({
    tools: registry.tools.map(({ name, description, inputSchema, outputSchema, meta }) => ({
      name,
      ...(description ? { description } : {}),
      inputSchema: inputSchema as { type: 'object' },
      ...(outputSchema ? { outputSchema: outputSchema as { type: 'object' } } : {}),
      ...(meta ? { _meta: meta } : {}),
    })),
  }));

  server.setRequestHandler('tools/call', async ({ params }) => {
    const tool = registry.tool(params.name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: '${params.name}'`);
    requireValues(requiredOf(tool.inputSchema), params.arguments, 'tool properties');
    const args = params.arguments ?? {};
    try {
      const context = { name: params.name, arguments: args };
      const returned = await call(
        tool.fn,
        {
          triggerMetadata: { mcptoolcontext: { json: JSON.stringify(context) }, mcptoolargs: texts(args) },
          bindingData: { mcptoolargs: args, ...args },
          reason: `MCP tool ${tool.name}`,
        },
        context,
      );
      return toolResult(tool, returned);
    } catch {
      // The executor has logged the failure. Like Azure's server, this one tells clients no details.
      return { isError: true, content: [{ type: 'text', text: `An error occurred invoking '${params.name}'.` }] };
    }
  });

  server.setRequestHandler('resources/list', () => ({
    resources: registry.resources
      .filter(({ template }) => !template)
      .map(({ uri, size, ...resource }) => ({
        uri,
        ...described(resource),
        ...(size === undefined ? {} : { size }),
      })),
  }));

  server.setRequestHandler('resources/templates/list', () => ({
    resourceTemplates: registry.resources
      .filter(({ template }) => template)
      .map(({ uri, ...resource }) => ({ uriTemplate: uri, ...described(resource) })),
  }));

  server.setRequestHandler('resources/read', async ({ params: { uri } }) => {
    const found = registry.resource(uri);
    if (!found) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown resource: '${uri}'`);
    const { resource, values } = found;
    const returned = await hidingFailures(() =>
      call(
        resource.fn,
        {
          triggerMetadata: {
            mcpresourceuri: { string: uri },
            ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { string: value }])),
          },
          bindingData: { mcpresourceuri: uri, ...values },
          reason: `MCP resource ${uri}`,
        },
        { uri },
      ),
    );
    return resourceResult(resource, uri, returned);
  });

  server.setRequestHandler('prompts/list', () => ({
    prompts: registry.prompts.map(({ name, title, description, arguments: args, icons, meta }) => ({
      name,
      ...(title ? { title } : {}),
      ...(description ? { description } : {}),
      arguments: args.map((argument) => ({
        name: argument.name,
        ...(argument.description ? { description: argument.description } : {}),
        ...(argument.required ? { required: true } : {}),
      })),
      ...(icons ? { icons: icons as { src: string }[] } : {}),
      ...(meta ? { _meta: meta } : {}),
    })),
  }));

  server.setRequestHandler('prompts/get', async ({ params }) => {
    const prompt = registry.prompt(params.name);
    if (!prompt) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: '${params.name}'`);
    const required = prompt.arguments.filter((argument) => argument.required).map(({ name }) => name);
    requireValues(required, params.arguments, 'prompt arguments');
    const args = params.arguments ?? {};
    const context = { name: params.name, arguments: args };
    return hidingFailures(async () => {
      const returned = await call(
        prompt.fn,
        {
          triggerMetadata: { mcppromptcontext: { json: JSON.stringify(context) }, mcppromptargs: texts(args) },
          bindingData: { mcppromptargs: args, ...args },
          reason: `MCP prompt ${prompt.name}`,
        },
        context,
      );
      return promptResult(prompt, returned);
    });
  });
  return server;
}

function described({
  name,
  title,
  description,
  mimeType,
  meta,
}: {
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly mimeType: string | undefined;
  readonly meta: Arguments | undefined;
}) {
  return {
    name,
    ...(title ? { title } : {}),
    ...(description ? { description } : {}),
    ...(mimeType ? { mimeType } : {}),
    ...(meta ? { _meta: meta } : {}),
  };
}

function requiredOf({ required }: Arguments): string[] {
  return Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
}

/** The extension checks only that required values are there, not their types. @throws ProtocolError */
function requireValues(names: readonly string[], given: Arguments | undefined, kind: string): void {
  const missing = names.filter((name) => given?.[name] === undefined || given[name] === null);
  if (missing.length === 0) return;
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `One or more required ${kind} are missing values. Please provide: ${missing.join(', ')}`,
  );
}

/** Arguments in the form of the trigger metadata: all values are text, as .NET's JsonElement prints them. */
function texts(args: Arguments): TypedData {
  const text = (value: unknown) => {
    if (typeof value === 'string') return value;
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return value === null || value === undefined ? '' : JSON.stringify(value);
  };
  return { json: JSON.stringify(Object.fromEntries(Object.entries(args).map(([name, value]) => [name, text(value)]))) };
}

async function hidingFailures<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new ProtocolError(ProtocolErrorCode.InternalError, 'An error occurred.');
  }
}
