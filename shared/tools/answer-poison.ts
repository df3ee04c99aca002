import { serving } from '../azure/telemetry/tool-telemetry.ts';
import type { AgentTool } from './agent-tool.ts';
import { CALLS_TABLE, CallLedger } from './call-ledger.ts';
import { carryOutOnce } from './carry-out-once.ts';
import { crashed } from './last-words.ts';
import type { Call } from './read-message.ts';
import { type CallServices, type Delivery, type EndedCall, serveMessage } from './serve-message.ts';

/** Time to learn how a call ended that another delivery still carries out. */
const PATIENCE_MS = 10_000;

/**
 * Answers a call whose message the host has given up: its process died in every attempt, or the answer could not be sent. Nothing
 * is tried again here; a tool that is not idempotent has its recorded outcome sent, if it has one.
 */
export async function answerPoison(tool: AgentTool, delivery: Delivery, services: CallServices): Promise<void> {
  const lastWord = async ({ correlationId }: Call): Promise<EndedCall> => {
    if (tool.idempotent) return { outcome: crashed(tool) };
    const ledger = new CallLedger(services.storage.table(CALLS_TABLE));
    // The last word goes the way of every outcome: written down, it holds for each further delivery of the call, too.
    const carried = await carryOutOnce({ tool: tool.name, correlationId }, async () => crashed(tool), PATIENCE_MS, {
      ...services,
      ledger,
    });
    const { attempt } = carried;
    return { ...carried, outcome: attempt.kind === 'retry' ? crashed(tool) : attempt };
  };
  await serving(delivery, () => serveMessage(tool, delivery, services, lastWord));
}
