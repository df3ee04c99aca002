import {
  JITTER,
  type Pace,
  SHARE_NEAR_ESTIMATE,
  SHARE_NEAR_TYPICAL_END,
  SHARE_OF_AGE,
  SHARE_OF_REMAINING,
  TYPICAL_SPREAD,
} from './pace.ts';

/** Facts about a running job when its next poll is planned. Times in milliseconds. */
export interface Outlook {
  /** Time since the job started. */
  readonly age: number;
  /** Usual duration of such jobs. */
  readonly typical?: number;
  /** Time left until the finish the service foretells; below zero when that has passed. */
  readonly remaining?: number;
  /** The least wait the service asked for with its last answer. */
  readonly asked?: number;
}

/**
 * Milliseconds to wait before a running job is looked at again: a share of its age, bounded by the pace, less near an expected
 * end, and never less than the service asked for. The same seed gives the same wait.
 */
export function nextWait(outlook: Outlook, pace: Pace, seed: string): number {
  const byAge = clamp(outlook.age * shareOfAge(outlook), pace);
  const planned = Math.min(byAge, byEstimate(outlook) ?? byAge);
  const varied = Math.max(pace.shortest, planned * (1 - JITTER * jitter(seed)));
  return Math.round(Math.max(outlook.asked ?? 0, Math.min(varied, pace.longest)));
}

function shareOfAge({ age, typical }: Outlook): number {
  const nearTypicalEnd = typical !== undefined && Math.abs(age - typical) <= typical * TYPICAL_SPREAD;
  return nearTypicalEnd ? SHARE_NEAR_TYPICAL_END : SHARE_OF_AGE;
}

/**
 * An estimate only ever shortens a wait: one that is wrong must not hide an early end. Once it has passed, looks are close
 * together and then spread again, as trust in it fades.
 */
function byEstimate({ age, remaining }: Outlook): number | undefined {
  if (remaining === undefined) return undefined;
  const close = age * SHARE_NEAR_ESTIMATE;
  if (remaining > close) return Math.max(close, remaining * SHARE_OF_REMAINING);
  return remaining > 0 ? remaining : Math.max(close, -remaining / 3);
}

function clamp(wait: number, { shortest, longest }: Pace): number {
  return Math.min(longest, Math.max(shortest, wait));
}

/**
 * A number from 0 up to 1 (not included) that looks random and is the same for the same seed: an orchestrator that is replayed
 * must decide as it did the first time. FNV-1a over the text, then the finalizer of MurmurHash3 to spread the last characters.
 */
export function jitter(seed: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < seed.length; at++) hash = Math.imul(hash ^ seed.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
