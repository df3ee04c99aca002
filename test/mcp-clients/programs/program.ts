import assert from 'node:assert/strict';

/** A client of the Model Context Protocol, as the checks use it. */
export interface McpClient {
  listTools(): Promise<readonly string[]>;
  /** Calls a tool. `key` is its idempotency key. @returns the text of the result */
  callTool(name: string, args: Readonly<Record<string, string>>, key?: string): Promise<string>;
  close(): Promise<void>;
}

/** Address of the MCP server. */
export const url = process.env.MCP_URL ?? '';

/** An order that main.ts has stored for this client alone: an order is refunded once. */
const orderNumber = process.env.ORDER ?? '';
const REFUND = { orderNumber, reason: 'It arrived broken.' };

/**
 * Lists the sample tools, calls one that only reads, and one that runs once for each key. Throws when an answer is not as it should be.
 *
 * @param sendsMeta false for a client that cannot send `_meta` with a call
 */
export async function check(client: McpClient, sendsMeta = true): Promise<void> {
  assert.deepEqual([...(await client.listTools())].sort(), ['get_order_status', 'request_refund', 'search_handbook']);
  assert.match(await client.callTool('get_order_status', { orderNumber }), /shipped/);
  assert.match(await client.callTool('get_order_status', { orderNumber: '9999' }), /There is no order 9999/);
  if (!sendsMeta) return client.close();
  const key = `key-${process.pid}`;
  const answers = [
    await client.callTool('request_refund', REFUND, key),
    await client.callTool('request_refund', REFUND, key),
  ];
  assert.match(answers[0] ?? '', /"status"\s*:\s*"requested"/);
  assert.equal(answers[1], answers[0]);
  const other = { ...REFUND, reason: 'It was late.' };
  assert.match(await client.callTool('request_refund', other, key), /used for a call with other arguments/);
  await client.close();
}

/** Returns the text of a result of the protocol. */
export const textOf = (result: unknown): string =>
  (result as { content: readonly { text?: string }[] }).content.map(({ text }) => text ?? '').join('\n');

export const meta = (key: string | undefined) =>
  key === undefined ? undefined : { 'foundry-functions/idempotencyKey': key };
