import { parseDuration } from '../../shared/core/duration.ts';
import { TerminalError } from '../../shared/core/errors.ts';
import {
  ATTACHES_PER_MINUTE,
  MAX_FILES_PER_BATCH,
  MAX_FILES_PER_BATCH_V1,
  UPLOADS_PER_SECOND,
} from '../../shared/core/limits.ts';
import type { RateLimits } from '../../shared/ingestion/sync/adaptive-rate-limiter.ts';
import type { BatchSettings } from '../../shared/ingestion/sync/sync-context.ts';

interface IngestionSettings {
  readonly uploads: RateLimits;
  /** Limits for one vector store. */
  readonly attaches: RateLimits;
  readonly batches: BatchSettings;
}

const LATENCY_MS = 10_000;
const QUIET_MS = 500;
const UPLOADS_AT_ONCE = 64;

/**
 * Reads INGESTION_UPLOADS_PER_SECOND and INGESTION_ATTACHES_PER_MINUTE (a number, or `off` for no limit), INGESTION_UPLOADS_AT_ONCE and
 * INGESTION_BATCH_LATENCY (an ISO 8601 duration). FOUNDRY_API_VERSION says how many files a batch takes.
 * @throws TerminalError naming the setting
 */
export function ingestionSettings(env: NodeJS.ProcessEnv): IngestionSettings {
  const latency = env.INGESTION_BATCH_LATENCY;
  const parsed = latency ? parseDuration(latency) : LATENCY_MS;
  if (parsed === undefined) {
    throw new TerminalError(`INGESTION_BATCH_LATENCY is "${latency}". Set it to an ISO 8601 duration such as PT10S.`);
  }
  return {
    uploads: {
      perSecond: limit(env, 'INGESTION_UPLOADS_PER_SECOND', UPLOADS_PER_SECOND),
      atOnce: positive(env, 'INGESTION_UPLOADS_AT_ONCE', UPLOADS_AT_ONCE),
    },
    attaches: { perSecond: limit(env, 'INGESTION_ATTACHES_PER_MINUTE', ATTACHES_PER_MINUTE) / 60, atOnce: 1 },
    batches: {
      most: env.FOUNDRY_API_VERSION === 'v1' ? MAX_FILES_PER_BATCH_V1 : MAX_FILES_PER_BATCH,
      latency: parsed,
      quiet: Math.min(QUIET_MS, parsed),
    },
  };
}

function limit(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  return env[name] === 'off' ? Number.POSITIVE_INFINITY : positive(env, name, preset);
}

function positive(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name];
  const value = text ? Number(text) : preset;
  if (Number.isFinite(value) && value > 0) return value;
  throw new TerminalError(`${name} is "${text}". Set it to a number above 0, for instance ${preset}.`);
}
