import { createHash } from 'node:crypto';

/** True when a response belongs to the sampled share. The result is the same for each call. @param rate percentage */
export function isSampled(responseId: string, rate: number | null | undefined): boolean {
  if (typeof rate !== 'number') return true;
  const place = createHash('sha256').update(responseId).digest().readUInt32BE() / 2 ** 32;
  return place * 100 < rate;
}
