import type { Judgement } from './job-type.ts';

type Known = Partial<Record<Exclude<Judgement, 'unknown'>, readonly string[]>>;

/** What a status means, by the words known for each meaning; upper and lower case are the same. */
export function judgeStatus(status: string, known: Known): Judgement {
  const word = status.toLowerCase();
  for (const [judgement, words] of Object.entries(known) as [Exclude<Judgement, 'unknown'>, readonly string[]][]) {
    if (words.includes(word)) return judgement;
  }
  return 'unknown';
}
