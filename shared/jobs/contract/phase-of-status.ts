import type { JobPhase } from '../workflow/job-state.ts';

type Known = Partial<Record<Exclude<JobPhase, 'unknown'>, readonly string[]>>;

/** What a status means, by the words known for each meaning; upper and lower case are the same. */
export function phaseOfStatus(status: string, known: Known): JobPhase {
  const word = status.toLowerCase();
  for (const [judgement, words] of Object.entries(known) as [Exclude<JobPhase, 'unknown'>, readonly string[]][]) {
    if (words.includes(word)) return judgement;
  }
  return 'unknown';
}
