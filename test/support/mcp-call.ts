import { IDEMPOTENCY_META_KEY } from '../../shared/tools/mcp-server.ts';

export interface McpCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Idempotency key in `_meta`. */
  readonly key?: unknown;
  readonly id?: number | string;
  readonly session?: string;
}

/** Returns one request for a tool as a client of the revision 2025-06-18 sends it. */
export function mcpCall({ name, arguments: args, key, id = 1, session }: McpCall): Request {
  const _meta = key === undefined ? {} : { _meta: { [IDEMPOTENCY_META_KEY]: key } };
  return new Request('http://localhost/api/mcp', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args, ..._meta } }),
  });
}
