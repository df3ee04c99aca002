import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

export interface TestMcpServer {
  readonly url: string;
  /** Tools that were called, in order. */
  readonly calls: string[];
  /** Methods that were asked for, such as `tools/list`. */
  readonly methods: string[];
  /** Values of the header `x-key` that came. */
  readonly keys: Set<string>;
  close(): Promise<void>;
}

/** A server of the Model Context Protocol by Streamable HTTP on loopback, with three tools about berths in a harbour. */
export async function startMcpServer(): Promise<TestMcpServer> {
  const calls: string[] = [];
  const methods: string[] = [];
  const keys = new Set<string>();
  const handler = createMcpHandler(() => harbour(calls));
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    if (body.length > 0) methods.push(JSON.parse(body.toString()).method);
    const key = incoming.headers['x-key'];
    if (typeof key === 'string') keys.add(key);
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: Object.entries(incoming.headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
      ...(body.length > 0 ? { body } : {}),
    });
    const response = await handler.fetch(request);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    if (!response.body) outgoing.end();
    else await pipeline(Readable.fromWeb(response.body as never), outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    calls,
    methods,
    keys,
    async close() {
      await handler.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function harbour(calls: string[]): McpServer {
  const server = new McpServer({ name: 'harbour', version: '1.0.0' });
  const told = (text: string) => ({ content: [{ type: 'text' as const, text }] });
  const berth = z.object({ berth: z.string().regex(/^\d+$/).describe('Number of the berth') });
  server.registerTool(
    'get_berth',
    { description: 'Looks up which boat lies in a berth.', inputSchema: berth, annotations: { readOnlyHint: true } },
    ({ berth: number }) => {
      calls.push('get_berth');
      return told(`The Gannet lies in berth ${number}.`);
    },
  );
  server.registerTool('free_berth', { description: 'Frees a berth.', inputSchema: berth }, ({ berth: number }) => {
    calls.push('free_berth');
    return told(`Berth ${number} is free now.`);
  });
  server.registerTool('sink_boat', { description: 'Sinks a boat.' }, () => {
    calls.push('sink_boat');
    return { ...told('Boats are not sunk here.'), isError: true };
  });
  return server;
}
