import { createMCPClient } from '@ai-sdk/mcp';
import { check, textOf, url } from './program.ts';

const client = await createMCPClient({ transport: { type: 'http', url } });
const tools = await client.tools();
await check(
  {
    listTools: async () => Object.keys(tools),
    callTool: async (name, args) =>
      textOf(await tools[name]?.execute(args, { toolCallId: 'call', messages: [] } as never)),
    close: () => client.close(),
  },
  false,
);
