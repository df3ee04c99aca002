import * as z from 'zod';
import { createIfMissing } from '../../../shared/azure/storage/create-if-missing.ts';
import { asRetryable, isConflict } from '../../../shared/azure/storage/storage-errors.ts';
import { agentTool } from '../../../shared/tools/agent-tool.ts';

/** One row for each effect; the partition is the call. */
export const EFFECTS_TABLE = 'ChaosEffects';
/** Words in the log when a process runs a call again that it has already carried out. */
export const RAN_AGAIN = 'ran a call again that had ended';

const parameters = z.object({ number: z.number().int(), pauseMs: z.number().int().max(5_000).optional() });
const pause = (ms: number | undefined) =>
  ms === undefined ? undefined : new Promise((resolve) => setTimeout(resolve, ms));

/** Returns the square of a number. */
export const lookUp = agentTool('chaos_look_up', {
  description: 'Look up the square of a number.',
  parameters,
  idempotent: true,
  handler: async ({ number, pauseMs }) => {
    await pause(pauseMs);
    return { number, square: number * number };
  },
});

/** The same for the agent: its queues have the emulator as their only reader. */
export const square = agentTool('chaos_square', {
  description: 'Look up the square of a number.',
  parameters: parameters.pick({ number: true }),
  idempotent: true,
  handler: async ({ number }) => ({ number, square: number * number }),
});

const carriedOut = new Set<string>();

/** Writes one row. The key of the effect is the call, as docs/tools.md asks of tools whose effect matters. */
export const takeEffect = agentTool('chaos_take_effect', {
  description: 'Make an effect with a number.',
  parameters,
  handler: async ({ number, pauseMs }, { storage, correlationId, log }) => {
    if (carriedOut.has(correlationId)) log.error(`This process ${RAN_AGAIN}: ${number}.`);
    await pause(pauseMs);
    const table = storage.table(EFFECTS_TABLE);
    try {
      await createIfMissing(
        () => table.createTable(),
        () => table.createEntity({ partitionKey: correlationId, rowKey: 'effect', number }),
      );
    } catch (error) {
      if (!isConflict(error)) throw asRetryable(error);
    }
    carriedOut.add(correlationId);
    return { number, effect: 'made' };
  },
});
