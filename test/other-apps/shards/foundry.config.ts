import * as z from 'zod';
import { createIfMissing } from '../../../shared/azure/storage/create-if-missing.ts';
import { defineConfig } from '../../../shared/config/define-config.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';

/** A row for each run of the tool: a call that ran twice has two. */
export const RUNS_TABLE = 'ShardRuns';

const recordRun = agentTool('record_run', {
  description: 'Record a run.',
  parameters: z.object({ number: z.number().int() }),
  handler: async ({ number }, { storage, correlationId }) => {
    const table = storage.table(RUNS_TABLE);
    const rowKey = `${process.hrtime.bigint()}`;
    await createIfMissing(
      () => table.createTable(),
      () => table.createEntity({ partitionKey: correlationId, rowKey, number }),
    );
    return { number };
  },
});

const agent = { model: 'gpt-4o-mini', tools: [recordRun] };

/** Four agents on as many shards as the settings say. */
export default defineConfig({
  agents: { north: agent, east: agent, south: agent, west: agent },
  storage: {
    tables: [RUNS_TABLE],
    shards: Number(process.env.TEST_SHARDS ?? 4),
    drain: Number(process.env.TEST_DRAIN ?? 1),
  },
});
