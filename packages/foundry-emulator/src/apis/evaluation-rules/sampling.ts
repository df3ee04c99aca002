import { createHash } from 'node:crypto';

/** Whether a response is among the share that is evaluated. The same response always is, or never. @param rate percentage */
export function isSampled(responseId: string, rate: number | null | undefined): boolean {
  if (typeof rate !== 'number') return true;
  const place = createHash('sha256').update(responseId).digest().readUInt32BE() / 2 ** 32;
  return place * 100 < rate;
}
