import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { check, meta, textOf, url } from './program.ts';

const client = new Client({ name: 'program', version: '1' });
await client.connect(new StreamableHTTPClientTransport(new URL(url)));
await check({
  listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
  callTool: async (name, args, key) => {
    const _meta = meta(key);
    return textOf(await client.callTool({ name, arguments: args, ...(_meta === undefined ? {} : { _meta }) }));
  },
  close: () => client.close(),
});
