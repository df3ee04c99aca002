import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { RetryableError, TerminalError } from '../../shared/core/errors.ts';
import { type AgentTool, type AgentToolOptions, agentTool } from '../../shared/tools/agent-tool.ts';
import { answerHttp } from '../../shared/tools/answer-http.ts';
import { CALLS_TABLE } from '../../shared/tools/call-ledger.ts';
import { ANSWERS_CONTAINER } from '../../shared/tools/fit-answer.ts';
import { answerMcp } from '../../shared/tools/mcp-server.ts';
import { orders } from '../fixture-app/tools/orders.ts';
import { REFUNDS_TABLE } from '../fixture-app/tools/refunds.ts';
import { requestRefund } from '../fixture-app/tools/request-refund.ts';
import { type McpCall, mcpCall } from '../support/mcp-call.ts';
import { useToolHarness } from '../support/tool-harness.ts';

const world = useToolHarness();

const parameters = z.object({ city: z.string().optional() });
const tool = (name: string, options: Partial<AgentToolOptions<typeof parameters>>) =>
  agentTool(name, { description: 'Test.', parameters, handler: () => 'ok', ...options });
/** Returns the message in the response, which is one event of a stream for clients of this revision. */
const post = async (tools: readonly AgentTool[], request: Request): Promise<unknown> => {
  const { body } = await answerMcp(request, tools, (called, call) => answerHttp(called, call, world.services()));
  return typeof body === 'string' ? JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body) : body;
};
const call = async (called: AgentTool, options: Partial<McpCall> = {}): Promise<CallToolResult> => {
  const message = await post([called], mcpCall({ name: called.name, arguments: {}, ...options }));
  return (message as { result: CallToolResult }).result;
};
const textOf = ({ content }: CallToolResult) => (content[0] as { text: string }).text;
const errorOf = ({ _meta }: CallToolResult) => _meta?.['foundry-functions/error'];

describe('a tool over MCP', () => {
  it.each([
    [{}, { readOnlyHint: false, idempotentHint: false }],
    [{ idempotent: true }, { readOnlyHint: false, idempotentHint: true }],
    [{ readOnly: true }, { readOnlyHint: true, idempotentHint: true }],
  ])('defined with %j has the annotations %j', async (options, annotations) => {
    const request = mcpCall({ name: 'x', arguments: {} });
    const list = new Request(request, { body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }) });
    const message = await post([tool('annotated', options)], list);
    expect(message).toMatchObject({ result: { tools: [{ name: 'annotated', annotations }] } });
  });

  it('explains arguments that do not match to the model', async () => {
    const result = await call(tool('strict', {}), { arguments: { city: 7 } });
    expect([result.isError, textOf(result)]).toEqual([true, expect.stringMatching(/city/)]);
    expect(errorOf(result)).toEqual({ code: 'invalid_arguments' });
  });

  it('returns the reason of a refusal', async () => {
    const handler = () => Promise.reject(new TerminalError('No such city.'));
    const result = await call(tool('refusing', { handler }));
    expect([result.isError, textOf(result), errorOf(result)]).toEqual([true, 'No such city.', { code: 'refused' }]);
  });

  it('says when to try again after a retryable error, and hides its internals', async () => {
    const handler = () => Promise.reject(new RetryableError('db-7 is down', 2_500));
    const result = await call(tool('busy', { handler }));
    expect([result.isError, textOf(result)]).toEqual([true, expect.stringMatching(/Try again in 3 s\.$/)]);
    expect(errorOf(result)).toEqual({ code: 'try_again', retryAfterSeconds: 3 });
    expect(JSON.stringify(result)).not.toMatch(/db-7/);
  });

  it.each([
    [true, 'try_again', /did not end within/],
    [false, 'unclear', /may or may not have been carried out/],
  ])('that outlasts its time-out, idempotent %s, ends with %s', async (idempotent, code, text) => {
    const handler = (_: unknown, { signal }: { signal: AbortSignal }) => once(signal, 'abort');
    const result = await call(tool(`slow_${code}`, { idempotent, handler, timeout: 50 }));
    expect(errorOf(result)).toMatchObject({ code });
    expect(textOf(result)).toMatch(text);
  });

  it('hides the internals of an unexpected error', async () => {
    const result = await call(tool('broken', { handler: () => Promise.reject(new Error('db-7')) }));
    expect(errorOf(result)).toEqual({ code: 'unclear' });
    expect(JSON.stringify(result)).not.toMatch(/db-7/);
  });

  it('cuts an answer that is too long with a mark, or keeps all of it in a blob', async () => {
    const handler = () => ({ text: 'x'.repeat(100_000) });
    const cut = await call(tool('long_cut', { handler }));
    expect(textOf(cut)).toMatch(/\[Cut here: the whole answer has 100011 bytes/);
    expect(cut.structuredContent).toBeUndefined();
    const kept = await call(tool('long_blob', { handler, oversize: 'blob' }));
    const name = new RegExp(`${ANSWERS_CONTAINER}/(long_blob/\\S+)`).exec(textOf(kept))?.[1] ?? '';
    const container = await world.storage.container(ANSWERS_CONTAINER);
    const blob = await container.getBlobClient(decodeURIComponent(name)).downloadToBuffer();
    expect(JSON.parse(blob.toString())).toEqual(handler());
  });

  it('that is unknown gets the names of the tools that exist', async () => {
    const message = await post([tool('known', {})], mcpCall({ name: 'nothing', arguments: {} }));
    expect(message).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('known') }] } });
  });
});

describe('a tool that is not idempotent, over MCP', () => {
  let runs = 0;
  const counting = tool('counting', { handler: () => `${++runs}` });
  beforeEach(() => {
    runs = 0;
  });

  it('runs once for each key in _meta, also at the same time', async () => {
    const results = await Promise.all([1, 2, 3].map((id) => call(counting, { key: 'one', id })));
    expect([runs, ...results.map(textOf)]).toEqual([1, '1', '1', '1']);
    await call(counting, { key: 'two' });
    expect(runs).toBe(2);
  });

  it('runs once for each request of a session', async () => {
    const same = { session: 'session-1', id: 7 };
    expect([textOf(await call(counting, same)), textOf(await call(counting, same))]).toEqual(['1', '1']);
    await call(counting, { ...same, id: '7' });
    await call(counting, { ...same, session: 'session-2' });
    expect(runs).toBe(3);
  });

  it('runs with each request without key and session', async () => {
    await call(counting, { id: 7 });
    await call(counting, { id: 7 });
    expect(runs).toBe(2);
  });

  it('refuses a key that was used with other arguments', async () => {
    await call(counting, { key: 'three' });
    const result = await call(counting, { key: 'three', arguments: { city: 'Oslo' } });
    expect([result.isError, errorOf(result), runs]).toEqual([true, { code: 'key_reused' }, 1]);
  });

  it.each([
    ['a number', 7],
    ['empty', ''],
    ['too long', 'x'.repeat(256)],
  ])('does not run for a key that is %s', async (_what, key) => {
    const result = await call(counting, { key });
    expect(textOf(result)).toBe('_meta["foundry-functions/idempotencyKey"] must be a text of 1 to 255 characters.');
    expect(runs).toBe(0);
  });

  it.each([
    ['before the call is claimed', CALLS_TABLE, 'createEntity', 'before'],
    ['before the effect', REFUNDS_TABLE, 'createEntity', 'before'],
    ['between the effect and its record', REFUNDS_TABLE, 'createEntity', 'after'],
    ['before the outcome is recorded', CALLS_TABLE, 'updateEntity', 'before'],
  ])('has its effect once when the process is killed %s and the client sends the key again', async (...death) => {
    const [, target, method, moment] = death;
    const orderNumber = `${Math.floor(Math.random() * 9e8) + 1e8}`;
    const order = { orderNumber, status: 'delivered' as const, expectedDelivery: '2026-11-20' };
    await orders(world.storage).put({ ...order, total: 40, currency: 'EUR' });
    for (const table of [CALLS_TABLE, REFUNDS_TABLE]) await world.storage.table(table).createTable();
    const key = `crash-${orderNumber}`;
    expect(await crash(world.connectionString, target, method, moment, key, orderNumber)).toBe('SIGKILL');

    const again = () => call(requestRefund, { key, arguments: { orderNumber, reason: 'It broke.' } });
    const results = [await again(), await again()];
    const answer = { orderNumber, refunded: 40, currency: 'EUR', status: 'requested' };
    expect(results.map(({ structuredContent }) => structuredContent)).toEqual([answer, answer]);
    const filter = `PartitionKey eq '${orderNumber}'`;
    const found = world.storage.table(REFUNDS_TABLE).listEntities({ queryOptions: { filter } });
    let refunds = 0;
    for await (const _ of found) refunds += 1;
    expect(refunds).toBe(1);
  });
});

async function crash(...args: string[]): Promise<string> {
  const script = path.join(import.meta.dirname, '../support/crashing-mcp-call.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? `exit code ${code}`;
}
