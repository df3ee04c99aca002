import { setTimeout as sleep } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { seededRandom } from '../../../shared/core/random.ts';
import { EFFECTS_TABLE, takeEffect } from '../app/tools.ts';
import { startChaos } from '../chaos-platform.ts';
import { exactly, type Row } from '../row.ts';

const IN_FLIGHT = 32;
/** Kills of the other rows for each kill here: a repeated call waits a minute for the lease of the process that died. */
const KILLS_PER_KILL = 20;
/** Milliseconds that a client waits for one answer: as long as Azure's load balancer does. */
const REQUEST_LIMIT_MS = 230_000;

export const mcp: Row = {
  name: 'mcp',
  title: `calls over MCP, ${IN_FLIGHT} at a time, while the host is killed; each is repeated with its key until it is answered`,
  run: async ({ seed, kills, calls, patienceMs, print }) => {
    const platform = await startChaos();
    const client = new Client({ name: 'chaos', version: '1' });
    try {
      await client.connect(new StreamableHTTPClientTransport(new URL(platform.endpoints.mcp)));
      const random = seededRandom(seed);
      const answers: number[] = [];
      let [next, repeated, wrong] = [0, 0, 0];
      const until = Date.now() + patienceMs;
      const callOnce = async (number: number, pauseMs: number): Promise<boolean> => {
        const _meta = { 'foundry-functions/idempotencyKey': `chaos-${number}` };
        const request = { name: takeEffect.name, arguments: { number, pauseMs }, _meta };
        try {
          const result = await client.callTool(request, { timeout: REQUEST_LIMIT_MS });
          if (result.isError) return false;
          const effect = result.structuredContent as { readonly number?: number } | undefined;
          if (effect?.number !== number) wrong += 1;
          return true;
        } catch {
          return false;
        }
      };
      const caller = async () => {
        for (let number = next++; number < calls; number = next++) {
          const pauseMs = Math.floor(random() * 300);
          let isAnswered = false;
          while (!isAnswered && Date.now() < until) {
            isAnswered = await callOnce(number, pauseMs);
            if (isAnswered) answers.push(number);
            else {
              repeated += 1;
              await sleep(200);
            }
          }
        }
      };
      const calling = Promise.all(Array.from({ length: IN_FLIGHT }, caller));
      const count = Math.ceil(kills / KILLS_PER_KILL);
      for (let kill = 1; kill <= count; kill += 1) {
        // Each kill strikes when a further share of the calls has been answered, at a moment of its own.
        while (answers.length < ((kill - 0.5) * calls) / count && Date.now() < until) await sleep(20);
        await sleep(random() * 100);
        print(`  kill ${kill} of ${count}; ${answers.length} of ${calls} calls answered`);
        await platform.host.kill();
        await platform.restartHost();
      }
      await calling;
      const effects = await effectsMade(platform.endpoints.storage);
      return [
        { what: 'kills', value: count },
        { what: 'repeated requests', value: repeated },
        exactly('calls answered', new Set(answers).size, calls),
        exactly('answers to another call', wrong, 0),
        exactly('effects', effects.length, calls),
        exactly('numbers with an effect', new Set(effects).size, calls),
        exactly('calls that one process ran again after their end', platform.repeats(), 0),
      ];
    } finally {
      await client.close();
      await platform.stop();
    }
  },
};

async function effectsMade(storage: string): Promise<number[]> {
  const table = TableClient.fromConnectionString(storage, EFFECTS_TABLE, { allowInsecureConnection: true });
  const numbers: number[] = [];
  for await (const { number } of table.listEntities<{ number: number }>()) numbers.push(number);
  return numbers;
}
