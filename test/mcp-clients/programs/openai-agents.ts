import { MCPServerStreamableHttp } from '@openai/agents';
import { check, meta, textOf, url } from './program.ts';

const server = new MCPServerStreamableHttp({ url, name: 'tools' });
await server.connect();
await check({
  listTools: async () => (await server.listTools()).map(({ name }) => name),
  callTool: async (name, args, key) => textOf(await server.callToolResult(name, args, meta(key) ?? null)),
  close: () => server.close(),
});
