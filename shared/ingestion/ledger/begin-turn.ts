import type { Runner } from './ledger-port.ts';

/** A request that was under way when its turn broke off may arrive for so long after, milliseconds. */
const LATE_MS = 30_000;

/** The runner of a turn that begins: one before it that did not end in good order may have left uploads behind. */
export function begun(before: Runner, now: number): Runner {
  return { ...(before.busySince === undefined ? before : suspected(before, before.busySince, now)), busySince: now };
}

/** The runner once something may have been left behind since a moment. */
export function suspected(runner: Runner, since: number, now: number): Runner {
  return { ...runner, suspectSince: Math.min(runner.suspectSince ?? since, since), suspectUntil: now + LATE_MS };
}

/** The runner once all has been looked for. */
export function unsuspected({ suspectSince, suspectUntil, ...runner }: Runner): Runner {
  return runner;
}
