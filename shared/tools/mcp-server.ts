import { createMcpHandler, Server } from '@modelcontextprotocol/server';
import type { ApiResponse } from '../http/response.ts';
import type { AgentTool } from './agent-tool.ts';

/** Calls one tool with its arguments as JSON text, as over HTTP (answer-http.ts). */
export type CallTool = (
  tool: AgentTool,
  call: { readonly body: string; readonly idempotencyKey?: string | undefined },
) => Promise<ApiResponse>;

/** Field of a call's `_meta` with which a client repeats a call that must run once. */
export const IDEMPOTENCY_META_KEY = 'foundry-functions/idempotencyKey';

interface CallAnswer {
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * Answers one request of the Model Context Protocol (streamable HTTP, stateless): lists the tools and calls them. Errors of a tool are results with
 * `isError`, in words for the model; faults of the protocol are JSON-RPC errors.
 *
 * @param request a POST with a JSON-RPC message
 */
export async function answerMcp(request: Request, tools: readonly AgentTool[], call: CallTool): Promise<ApiResponse> {
  const handler = createMcpHandler(() => serverOf(tools, call), { responseMode: 'json' });
  try {
    const response = await handler.fetch(request);
    const contentType = response.headers.get('content-type') ?? 'application/json';
    const text = await response.text();
    const headers = { 'content-type': contentType };
    if (text === '') return { status: response.status };
    return {
      status: response.status,
      headers,
      body: contentType.includes('json') ? (JSON.parse(text) as unknown) : text,
    };
  } finally {
    await handler.close();
  }
}

function serverOf(tools: readonly AgentTool[], call: CallTool): Server {
  const server = new Server({ name: 'foundry-functions', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(listed) }));
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {}, _meta } }) => {
    const tool = tools.find((each) => each.name === name);
    if (tool === undefined) {
      const known = tools.map((each) => each.name).join(', ') || 'none';
      return failed(`There is no tool "${name}". There are: ${known}.`);
    }
    const key = _meta?.[IDEMPOTENCY_META_KEY];
    const idempotencyKey = typeof key === 'string' ? key : undefined;
    const { body } = await call(tool, { body: JSON.stringify(args), idempotencyKey });
    const { value, error } = body as CallAnswer;
    if (error !== undefined) return failed(error.message);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return {
      content: [{ type: 'text' as const, text: typeof value === 'string' ? value : JSON.stringify(value) }],
      ...(isObject ? { structuredContent: value as Record<string, unknown> } : {}),
    };
  });
  return server;
}

/** The annotations follow from `idempotent`: such a tool may be called again. Whether it only reads is not known, so no hint says so. */
const listed = ({ name, description, openApiParameters, idempotent }: AgentTool) => ({
  name,
  description,
  inputSchema: { ...openApiParameters, type: 'object' as const },
  annotations: { idempotentHint: idempotent },
});

const failed = (text: string) => ({ isError: true, content: [{ type: 'text' as const, text }] });
