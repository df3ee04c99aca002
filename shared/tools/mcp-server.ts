import { randomUUID } from 'node:crypto';
import { type CallToolResult, createMcpHandler, Server } from '@modelcontextprotocol/server';
import { hashOf } from '../core/hash.ts';
import type { ApiResponse } from '../http/response.ts';
import type { AgentTool } from './agent-tool.ts';
import { MAX_KEY_LENGTH } from './answer-http.ts';

/** Calls one tool with its arguments as JSON text, as over HTTP (answer-http.ts). */
export type CallTool = (
  tool: AgentTool,
  call: { readonly body: string; readonly idempotencyKey?: string | undefined; readonly channel: 'mcp' },
) => Promise<ApiResponse>;

/** Field of a call's `_meta` with which a client repeats a call that must run once. */
export const IDEMPOTENCY_META_KEY = 'foundry-functions/idempotencyKey';

/** Field of a failed result's `_meta` for programs; the text is for the model. */
export const ERROR_META_KEY = 'foundry-functions/error';

const SESSION_HEADER = 'mcp-session-id';

interface CallAnswer {
  readonly value?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

/**
 * Answers one request of the Model Context Protocol (streamable HTTP): lists the tools and calls them. Errors of a tool are results with
 * `isError`, in words for the model; faults of the protocol are JSON-RPC errors. No state is kept: any instance answers any request of a
 * session, whose id only tells repeated requests apart.
 *
 * @param request a POST with a JSON-RPC message
 */
export async function answerMcp(request: Request, tools: readonly AgentTool[], call: CallTool): Promise<ApiResponse> {
  const session = request.headers.get(SESSION_HEADER) ?? undefined;
  const opensSession = session === undefined && isInitialize(await request.clone().text());
  const handler = createMcpHandler(() => serverOf(tools, call, session));
  try {
    const response = await handler.fetch(request);
    const contentType = response.headers.get('content-type') ?? 'application/json';
    const text = await response.text();
    if (text === '') return { status: response.status };
    return {
      status: response.status,
      headers: { 'content-type': contentType, ...(opensSession ? { [SESSION_HEADER]: randomUUID() } : {}) },
      body: contentType.includes('json') ? (JSON.parse(text) as unknown) : text,
    };
  } finally {
    await handler.close();
  }
}

function isInitialize(body: string): boolean {
  try {
    return (JSON.parse(body) as { readonly method?: unknown } | null)?.method === 'initialize';
  } catch {
    return false;
  }
}

function serverOf(tools: readonly AgentTool[], call: CallTool, session: string | undefined): Server {
  const server = new Server({ name: 'foundry-functions', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler('tools/list', () => ({ tools: tools.map(listed) }));
  server.setRequestHandler('tools/call', async ({ params: { name, arguments: args = {}, _meta } }, { mcpReq }) => {
    const tool = tools.find((each) => each.name === name);
    if (tool === undefined) {
      const known = tools.map((each) => each.name).join(', ') || 'none';
      return failed(`There is no tool "${name}". There are: ${known}.`, { code: 'unknown_tool' });
    }
    const key = _meta?.[IDEMPOTENCY_META_KEY];
    if (key !== undefined && !isKey(key)) {
      const text = `_meta["${IDEMPOTENCY_META_KEY}"] must be a text of 1 to ${MAX_KEY_LENGTH} characters.`;
      return failed(text, { code: 'invalid_key' });
    }
    // The protocol forbids a client to use the id of a request twice in a session: a second one is the first, sent again.
    const idempotencyKey = key ?? (session === undefined ? undefined : `mcp:${hashOf([session, mcpReq.id])}`);
    return resultOf(await call(tool, { body: JSON.stringify(args), idempotencyKey, channel: 'mcp' }));
  });
  return server;
}

const isKey = (key: unknown): key is string => typeof key === 'string' && key !== '' && key.length <= MAX_KEY_LENGTH;

function resultOf({ body, headers }: ApiResponse): CallToolResult {
  const { value, error } = body as CallAnswer;
  if (error !== undefined) {
    const seconds = headers?.['Retry-After'];
    if (seconds === undefined) return failed(error.message, { code: error.code });
    const text = `${error.message} Try again in ${seconds} s.`;
    return failed(text, { code: error.code, retryAfterSeconds: Number(seconds) });
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return {
    content: [{ type: 'text', text: typeof value === 'string' ? value : JSON.stringify(value) }],
    ...(isObject ? { structuredContent: value as Record<string, unknown> } : {}),
  };
}

const listed = ({ name, description, openApiParameters, idempotent, readOnly }: AgentTool) => ({
  name,
  description,
  inputSchema: { ...openApiParameters, type: 'object' as const },
  annotations: { readOnlyHint: readOnly, idempotentHint: idempotent },
});

const failed = (
  text: string,
  error: { readonly code: string; readonly retryAfterSeconds?: number },
): CallToolResult => ({
  isError: true,
  content: [{ type: 'text', text }],
  _meta: { [ERROR_META_KEY]: error },
});
