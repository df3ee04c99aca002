import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Invoke } from '../extension/extension.ts';
import { type IncomingRequest, readBody } from '../server/incoming-request.ts';
import { replyEmpty, replyJson } from '../server/reply.ts';
import type { McpRegistry } from './mcp-registry.ts';
import { type McpServerInfo, mcpServer } from './mcp-server.ts';

const SESSION = 'mcp-session-id';

/** JSON-RPC's code for errors of a server's own. */
const SERVER_ERROR = -32_000;

export interface McpEndpointOptions {
  readonly info: McpServerInfo;
  readonly registry: () => McpRegistry;
  readonly invoke: Invoke;
}

/**
 * Serves the Model Context Protocol over streamable HTTP, without state between requests, as the MCP extension does. A session
 * id is issued and passed to functions, but nothing is kept under it.
 */
export function mcpEndpoint({ info, registry, invoke }: McpEndpointOptions) {
  const instanceId = randomUUID().replaceAll('-', '');

  return async (request: IncomingRequest, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') return replyEmpty(response, 405);
    const { accept = '', [SESSION]: session } = request.headers;
    if (!accepts(accept, 'application/json') || !accepts(accept, 'text/event-stream')) {
      const message = 'Not Acceptable: Client must accept both application/json and text/event-stream';
      return replyError(response, 406, message);
    }
    const [clientId, ...rest] = session?.split('|').filter(Boolean) ?? [];
    if (session !== undefined && (!clientId || rest.length !== 1))
      return replyError(response, 400, 'Invalid client state.');

    const body = await readBody(request.message, true);
    const message = parse(body);
    if (message === undefined) {
      return replyError(response, 400, 'Bad Request: The POST body did not contain a valid JSON-RPC message.');
    }
    const transport = { headers: request.headers, sessionId: session };
    const handler = createMcpHandler(() => mcpServer(info, registry(), transport, invoke));
    try {
      const answer = await handler.fetch(
        new Request(request.url, {
          method: 'POST',
          headers: { ...request.headers, 'content-type': 'application/json' },
          body: JSON.stringify(message),
        }),
        { parsedBody: message },
      );
      response.statusCode = answer.status;
      for (const [name, value] of answer.headers) response.setHeader(name, value);
      if (isInitialize(message)) response.setHeader(SESSION, `${randomUUID().replaceAll('-', '')}|${instanceId}`);
      if (!answer.body) response.end();
      else await pipeline(Readable.fromWeb(answer.body as ReadableStream), response);
    } catch (error) {
      // A client that left is its own affair; anything else is a failure of the request.
      if (!response.destroyed && !response.headersSent) throw error;
      response.destroy();
    } finally {
      await handler.close();
    }
  };
}

function accepts(header: string, type: string): boolean {
  const [kind] = type.split('/');
  return header.split(',').some((range) => {
    const name = range.split(';')[0]?.trim().toLowerCase();
    return name === type || name === '*/*' || name === `${kind}/*`;
  });
}

function parse(body: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(body ?? []).toString('utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

function isInitialize(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'method' in message && message.method === 'initialize';
}

function replyError(response: ServerResponse, status: number, message: string): void {
  replyJson(response, status, { jsonrpc: '2.0', id: '', error: { code: SERVER_ERROR, message } });
}
