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
