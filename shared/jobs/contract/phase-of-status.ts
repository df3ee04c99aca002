import type { JobPhase } from '../workflow/job-state.ts';

type Known = Partial<Record<Exclude<JobPhase, 'unknown'>, readonly string[]>>;

/** Returns the phase that a status means, by the known words of each phase; case is ignored. */
export function phaseOfStatus(status: string, known: Known): JobPhase {
  const word = status.toLowerCase();
  for (const [judgement, words] of Object.entries(known) as [Exclude<JobPhase, 'unknown'>, readonly string[]][]) {
    if (words.includes(word)) return judgement;
  }
  return 'unknown';
}
