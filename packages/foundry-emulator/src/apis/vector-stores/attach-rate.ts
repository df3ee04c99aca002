import { RateLimit } from '../../core/http/rate-limit.ts';
import { ATTACHES_PER_MINUTE } from '../../core/limits.ts';
import type { Settings } from '../../core/settings.ts';
import { limitSetting } from '../../core/settings.ts';

const MINUTE_MS = 60_000;

/** Number of rate limits in memory; idle ones beyond it are deleted. */
const REMEMBERED = 1_000;

/** Limits the attach requests to one store. A batch counts once. */
export function attachRate(settings: Settings): (storeId: string) => void {
  const limit = limitSetting(settings, 'FOUNDRY_ATTACHES_PER_MINUTE', ATTACHES_PER_MINUTE);
  const message = `Rate limit reached: ${limit} requests a minute may attach files to one vector store. Attach more files with each, as a batch.`;
  const rates = new Map<string, RateLimit>();
  return (storeId) => {
    if (rates.size > REMEMBERED) for (const [id, rate] of rates) if (rate.rested) rates.delete(id);
    const rate = rates.get(storeId) ?? new RateLimit(limit, MINUTE_MS, message);
    rates.set(storeId, rate);
    rate.take();
  };
}
