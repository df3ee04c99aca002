import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { smokeCommand } from '../../local/deploy/smoke-command.ts';
import { trustCertificate } from '../../local/platform/trust.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { defineConfig } from '../../shared/config/define-config.ts';
import { agentsCommand } from '../../shared/operations/project/agents-command.ts';
import { getOrderStatus } from '../fixture-app/tools/get-order-status.ts';
import { orders } from '../fixture-app/tools/orders.ts';
import { refunds } from '../fixture-app/tools/refunds.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';

let platform: TestPlatform;
let client: Client;
beforeAll(async () => {
  platform = await localPlatform();
  trustCertificate(platform.endpoints.certificate);
  const storage = openStorage({ connectionString: platform.endpoints.storage });
  await orders(storage).put({
    orderNumber: '1042',
    status: 'shipped',
    expectedDelivery: '2026-12-04',
    total: 59.9,
    currency: 'EUR',
  });
  client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(platform.endpoints.mcp)));
});
afterAll(async () => {
  await client?.close();
  await platform?.stop();
});

const call = (name: string, args: Record<string, unknown>, meta?: Record<string, unknown>) =>
  client.callTool({ name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) });
const textOf = (result: { content: unknown }) => (result.content as { text: string }[])[0]?.text ?? '';

describe('the tools over MCP, with the official client', () => {
  it('are listed with their schemas and annotations', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(['get_order_status', 'request_refund', 'search_handbook']);
    const status = tools.find(({ name }) => name === 'get_order_status');
    expect(status?.inputSchema).toMatchObject({ type: 'object', required: ['orderNumber'] });
    expect(status?.annotations).toEqual({ readOnlyHint: true, idempotentHint: true });
  });

  it('answer with text and structured content', async () => {
    const result = await call('get_order_status', { orderNumber: '1042' });
    expect(result.isError).toBeFalsy();
    expect(result.structuredContent).toMatchObject({ status: 'shipped' });
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
  });

  it.each([
    ['arguments that do not match', { orderNumber: 'x' }, /orderNumber/],
    ['a refusal of the tool', { orderNumber: '9999' }, /There is no order 9999/],
  ])('answer %s with an error in words', async (_what, args, expected) => {
    const result = await call('get_order_status', args);
    expect(result.isError).toBe(true);
    expect(textOf(result)).toMatch(expected);
  });

  it('name the tools that exist when an unknown one is called', async () => {
    const result = await call('no_such_tool', {});
    expect([result.isError, textOf(result)]).toEqual([true, expect.stringContaining('get_order_status')]);
  });

  it('run once for each idempotency key', async () => {
    const meta = { 'foundry-functions/idempotencyKey': 'refund-1' };
    const args = { orderNumber: '1042', reason: 'it arrived broken' };
    const [first, second] = [await call('request_refund', args, meta), await call('request_refund', args, meta)];
    expect(textOf(second)).toBe(textOf(first));
    const stored = await refunds(openStorage({ connectionString: platform.endpoints.storage })).request({
      orderNumber: '1042',
      amount: 1,
      currency: 'EUR',
      reason: 'other',
      requestedBy: 'other',
    });
    expect(stored.requestedBy).toBe('http:refund-1');
    const changed = await call('request_refund', { ...args, reason: 'another reason' }, meta);
    expect(changed.isError).toBe(true);
  });

  it('answer each of 1,000 calls with its own answer, 32 at a time', async () => {
    const numbers = Array.from({ length: 50 }, (_, index) => `${5000 + index}`);
    await putOrders(platform.endpoints.storage, numbers.map(Number));
    const answers: string[] = [];
    let next = 0;
    const caller = async () => {
      for (let at = next++; at < 1_000; at = next++) {
        const { structuredContent } = await call('get_order_status', { orderNumber: numbers[at % 50] });
        answers.push(`${(structuredContent as { orderNumber: string }).orderNumber}`);
      }
    };
    await Promise.all(Array.from({ length: 32 }, caller));
    const expected = Array.from({ length: 1_000 }, (_, at) => numbers[at % 50]);
    expect(answers.toSorted()).toEqual(expected.toSorted());
  }, 300_000);

  it('keep no session that a client could end', async () => {
    const transport = new StreamableHTTPClientTransport(new URL(platform.endpoints.mcp));
    const other = new Client({ name: 'test', version: '1' });
    await other.connect(transport);
    expect((await other.listTools()).tools).toHaveLength(3);
    await expect(transport.terminateSession()).resolves.toBeUndefined();
    await other.close();
  });
});

describe('an agent of the configuration', () => {
  it.each(['queue', 'openapi', 'mcp'] as const)('calls a tool bound via "%s"', async (via) => {
    const { endpoints } = platform;
    const config = defineConfig({
      agents: { [`clerk-${via}`]: { model: 'gpt-5.4-mini', tools: [{ tool: getOrderStatus, via }] } },
      smoke: { tool: getOrderStatus, arguments: { orderNumber: '1042' } },
    });
    const lines: string[] = [];
    const env = {
      FOUNDRY_PROJECT_ENDPOINT: endpoints.foundryProject,
      DATA_STORAGE: endpoints.storage,
      FUNCTIONS_URL: endpoints.functions,
    };
    const given = { config, args: [], env, print: (line: string) => lines.push(line) };
    expect([await agentsCommand(given), lines.join('\n')]).toEqual([0, expect.stringContaining(`clerk-${via}`)]);
    expect([await smokeCommand(given), lines.at(-1)]).toEqual([0, expect.stringContaining('shipped')]);
    // The definition that the project returns equals the one that the configuration wants.
    lines.length = 0;
    expect([await agentsCommand(given), lines.join('\n')]).toEqual([0, expect.stringContaining('unchanged')]);
  });
});

describe('a search over MCP', () => {
  it('says that nothing has been ingested, then finds passages with the paths of their documents', async () => {
    expect(textOf(await call('search_handbook', { query: 'returns' }))).toMatch(/no document has been ingested/);
    const storage = openStorage({ connectionString: platform.endpoints.storage });
    const container = await storage.container('documents');
    await container.createIfNotExists();
    const text = 'You may return a parcel within thirty days.';
    await container.getBlockBlobClient('handbook/returns.md').upload(text, text.length);
    const end = Date.now() + 100_000;
    let found: Awaited<ReturnType<typeof call>>;
    do {
      found = await call('search_handbook', { query: 'When may I return a parcel?', limit: 1 });
    } while (!textOf(found).includes('thirty days') && Date.now() < end);
    expect(found.structuredContent).toEqual({
      passages: [
        {
          path: 'documents/handbook/returns.md',
          score: expect.any(Number),
          text: expect.stringContaining('thirty days'),
        },
      ],
    });
  });
});
