import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { check, meta, textOf, url } from './program.ts';

/** Clients that start servers as commands, as Claude Desktop does, reach a server by its address through mcp-remote. */
const client = new Client({ name: 'desktop', version: '1' });
const script = path.resolve(import.meta.dirname, '../node_modules/mcp-remote/dist/proxy.js');
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: [script, url, '--transport', 'http-only'],
    stderr: 'ignore',
  }),
);
await check({
  listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
  callTool: async (name, args, key) => {
    const _meta = meta(key);
    return textOf(await client.callTool({ name, arguments: args, ...(_meta === undefined ? {} : { _meta }) }));
  },
  close: () => client.close(),
});
