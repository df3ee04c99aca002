import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { cleanUp, type HostProcess, startHostOn } from './support/host-process.ts';

const app = `
const { app, arg, McpToolResponse, McpTextContent } = require('@azure/functions');
app.mcpTool('addNumbers', {
  toolName: 'add', description: 'Adds two numbers.', metadata: JSON.stringify({ owner: 'maths' }),
  toolProperties: [
    { propertyName: 'a', propertyType: 'number', description: 'First number', isRequired: true },
    { propertyName: 'b', propertyType: 'number', description: 'Second number' },
  ],
  handler: (call, context) => ({
    sum: call.arguments.a + (call.arguments.b ?? 0),
    args: context.triggerMetadata.mcptoolargs,
    session: context.triggerMetadata.mcpsessionid ?? null,
    transport: call.transport.name,
  }),
});
app.mcpTool('plain', { toolName: 'plain', description: 'Returns text.', toolProperties: [], handler: () => 'just text' });
app.mcpTool('nothing', { toolName: 'nothing', description: 'Returns nothing.', toolProperties: [], handler: () => undefined });
app.mcpTool('fails', { toolName: 'fails', description: 'Fails.', toolProperties: [], handler: () => { throw new Error('secret detail'); } });
app.mcpTool('rich', {
  toolName: 'rich', description: 'Returns structured content.', toolProperties: [],
  handler: () => new McpToolResponse({ content: [new McpTextContent('one'), new McpTextContent('two')], structuredContent: { n: 2 } }),
});
app.mcpResource('readme', { uri: 'docs://readme', resourceName: 'readme', mimeType: 'text/plain', description: 'Help', handler: () => 'the text' });
app.mcpResource('order', { uri: 'orders://{id}', resourceName: 'order', mimeType: 'application/json',
  handler: (call, context) => JSON.stringify({ uri: call.uri, id: context.triggerMetadata.id }) });
app.mcpPrompt('greet', { promptName: 'greet', description: 'Greets.', promptArguments: [{ name: 'who', required: true }],
  handler: (call) => 'Hello ' + call.arguments.who });
`;

const MASTER = 'mcp-test-master-key';
const accept = 'application/json, text/event-stream';

describe('MCP triggers', () => {
  let host: HostProcess;
  let client: Client;
  let endpoint: string;

  beforeAll(async () => {
    host = await startHostOn(
      {
        'app.cjs': app,
        'host.json': { version: '2.0', extensions: { mcp: { serverName: 'Harbour', instructions: 'Be kind.' } } },
      },
      { args: ['--enforce-keys'], env: { LOCAL_HOST_MASTER_KEY: MASTER, LOCAL_HOST_SYSTEM_KEY: 'mcp-system-key' } },
    );
    endpoint = `${host.url}/runtime/webhooks/mcp`;
    client = new Client({ name: 'test', version: '1' });
    const requestInit = { headers: { 'x-functions-key': 'mcp-system-key' } };
    await client.connect(new StreamableHTTPClientTransport(new URL(endpoint), { requestInit }));
  });
  afterAll(async () => {
    await client.close();
    await cleanUp();
  });

  it('serve the name, version and instructions of host.json', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'Harbour', version: '1.0.0' });
    expect(client.getInstructions()).toBe('Be kind.');
    expect(client.getServerCapabilities()).toEqual({ tools: {}, resources: {}, prompts: {} });
  });

  it('list tools with the schema of their properties', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['add', 'fails', 'nothing', 'plain', 'rich']);
    expect(tools[0]).toEqual({
      name: 'add',
      description: 'Adds two numbers.',
      inputSchema: {
        type: 'object',
        properties: {
          a: { type: 'number', description: 'First number' },
          b: { type: 'number', description: 'Second number' },
        },
        required: ['a'],
      },
      _meta: { owner: 'maths' },
    });
  });

  it('pass arguments and metadata to a tool and return its result as text', async () => {
    const { content } = await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
    const [{ text }] = content as unknown as [{ text: string }];
    expect(JSON.parse(text)).toEqual({
      sum: 3,
      args: { a: '1', b: '2' },
      session: expect.stringMatching(/^[0-9a-f]{32}\|[0-9a-f]{32}$/),
      transport: 'http-streamable',
    });
  });

  it.each([
    ['plain', { content: [{ type: 'text', text: 'just text' }] }],
    ['nothing', { content: [] }],
    [
      'rich',
      {
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
        structuredContent: { n: 2 },
      },
    ],
    ['fails', { isError: true, content: [{ type: 'text', text: "An error occurred invoking 'fails'." }] }],
  ])('convert the result of the tool %s', async (name, result) => {
    expect(await client.callTool({ name })).toMatchObject(result);
  });

  it('refuse an unknown tool and a missing argument as the extension does', async () => {
    await expect(client.callTool({ name: 'absent' })).rejects.toThrow("Unknown tool: 'absent'");
    await expect(client.callTool({ name: 'add', arguments: { b: 1 } })).rejects.toThrow(
      'One or more required tool properties are missing values. Please provide: a',
    );
  });

  it('serve resources and resource templates', async () => {
    const { resources } = await client.listResources();
    expect(resources).toEqual([{ uri: 'docs://readme', name: 'readme', description: 'Help', mimeType: 'text/plain' }]);
    const { resourceTemplates } = await client.listResourceTemplates();
    expect(resourceTemplates).toMatchObject([{ uriTemplate: 'orders://{id}', name: 'order' }]);
    expect((await client.readResource({ uri: 'docs://readme' })).contents).toEqual([
      { uri: 'docs://readme', mimeType: 'text/plain', text: 'the text' },
    ]);
    const { contents } = await client.readResource({ uri: 'orders://42' });
    expect(contents).toMatchObject([{ uri: 'orders://42', mimeType: 'application/json' }]);
    expect(JSON.parse((contents[0] as { text: string }).text)).toEqual({ uri: 'orders://42', id: 42 });
    await expect(client.readResource({ uri: 'docs://absent' })).rejects.toThrow("Unknown resource: 'docs://absent'");
  });

  it('serve prompts', async () => {
    const { prompts } = await client.listPrompts();
    expect(prompts).toEqual([{ name: 'greet', description: 'Greets.', arguments: [{ name: 'who', required: true }] }]);
    expect(await client.getPrompt({ name: 'greet', arguments: { who: 'Ada' } })).toMatchObject({
      messages: [{ role: 'user', content: { type: 'text', text: 'Hello Ada' } }],
    });
    await expect(client.getPrompt({ name: 'greet' })).rejects.toThrow('Please provide: who');
  });

  it('serve many calls at the same time', async () => {
    const calls = Array.from({ length: 200 }, (_, a) => client.callTool({ name: 'add', arguments: { a, b: 1 } }));
    const sums = (await Promise.all(calls)).map(
      ({ content }) => JSON.parse((content as unknown as [{ text: string }])[0].text).sum,
    );
    expect(sums).toEqual(Array.from({ length: 200 }, (_, a) => a + 1));
  });

  it.each([
    ['without a key', {}, {}, 401],
    ['for GET', { method: 'GET' }, { 'x-functions-key': 'mcp-system-key', accept }, 405],
    ['without both media types', {}, { 'x-functions-key': 'mcp-system-key', accept: 'application/json' }, 406],
    ['with an invalid session', {}, { 'x-functions-key': 'mcp-system-key', accept, 'mcp-session-id': 'x' }, 400],
    [
      'from a page of another origin',
      {},
      { 'x-functions-key': 'mcp-system-key', accept, origin: 'http://evil.com' },
      403,
    ],
  ])('refuse a request %s', async (_case, init, headers, status) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, ...init };
    const response = await fetch(endpoint, request.method === 'GET' ? request : { ...request, body });
    expect(response.status).toBe(status);
  });
});
