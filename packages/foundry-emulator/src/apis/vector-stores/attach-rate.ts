import { RateLimit } from '../../core/http/rate-limit.ts';
import { ATTACHES_PER_MINUTE } from '../../core/limits.ts';
import type { Settings } from '../../core/settings.ts';
import { limitSetting } from '../../core/settings.ts';

const MINUTE_MS = 60_000;

/** Limits are forgotten when there are so many and they have nothing more to say. */
const REMEMBERED = 1_000;

/** How often files may be attached to one store, singly or as a batch: each request counts once. */
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
