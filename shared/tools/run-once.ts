import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../core/errors.ts';
import { RequestError } from '../core/request-error.ts';
import type { Log } from './agent-tool.ts';
import type { Attempt } from './attempt.ts';
import type { CallTimings } from './call-budget.ts';
import type { CallLedger, Claim, ClaimResult, Outcome } from './call-ledger.ts';

interface OnceServices {
  readonly ledger: CallLedger;
  readonly timings: CallTimings;
  readonly log: Log;
}

export interface OnceResult {
  readonly attempt: Attempt;
  /** Records the outcome and never rejects; send the answer meanwhile. Undefined when there is nothing to record. */
  readonly record?: (outcome: Outcome) => Promise<void>;
}

/**
 * Carries a call out unless that was done before: then its recorded outcome comes back. While another delivery is at it, waits for
 * that one's outcome, or takes over when its lease runs out, up to `timeLeft` milliseconds. Rejects only when the id belongs to a call
 * with other arguments: without its record a call is not begun, but the agent must still hear of it.
 * @throws RequestError 409 `key_reused`
 */
export async function runOnce(
  call: { readonly tool: string; readonly correlationId: string; readonly requestHash?: string },
  run: (timeLeft: number) => Promise<Attempt>,
  timeLeft: number,
  { ledger, timings, log }: OnceServices,
): Promise<OnceResult> {
  const end = Date.now() + timeLeft;
  let pause = timings.watch[0];
  for (;;) {
    const claimed = await claim();
    if (claimed.kind === 'out of reach') {
      return { attempt: { kind: 'retry', why: 'the record of calls could not be reached', unsure: true } };
    }
    if (claimed.kind === 'ended') return { attempt: claimed.outcome };
    if (claimed.kind === 'ours') return await holding(claimed.claim);
    if (Date.now() + pause >= end) {
      return { attempt: { kind: 'retry', why: 'the same call was still being carried out', unsure: true } };
    }
    await sleep(pause);
    pause = Math.min(pause * 2, timings.watch[1]);
  }

  async function claim(): Promise<ClaimResult | { readonly kind: 'out of reach' }> {
    try {
      return await ledger.claim(call.tool, call.correlationId, new Date(), lease(), call.requestHash);
    } catch (error) {
      if (error instanceof RequestError) throw error;
      log.error(`${call.tool} ${call.correlationId}: its record could not be reached (${messageOf(error)}).`);
      return { kind: 'out of reach' };
    }
  }

  async function holding(claim: Claim): Promise<OnceResult> {
    const renewing = setInterval(() => void quietly('renewed', claim.renew(lease())), timings.renewal);
    const attempt = await run(end - Date.now()).finally(() => clearInterval(renewing));
    if (attempt.kind !== 'retry')
      return { attempt, record: (outcome) => quietly('written down', claim.record(outcome)) };
    await quietly('given up', claim.giveUp());
    return { attempt };
  }

  function lease(): Date {
    return new Date(Date.now() + timings.lock);
  }

  /**
   * Waits for a change of the claim, and only reports when it fails. Failing the call for it would do harm: its message would come
   * back, and what is done be done again. A renewal may succeed the next time, and a claim that is not given up runs out.
   */
  async function quietly(what: string, change: Promise<boolean>): Promise<void> {
    const where = `${call.tool} ${call.correlationId}`;
    try {
      if (!(await change)) log.error(`${where}: not ${what}, another delivery has taken the call over meanwhile.`);
    } catch (error) {
      log.error(`${where}: not ${what} (${messageOf(error)}).`);
    }
  }
}
