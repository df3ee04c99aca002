import { messageOf } from '../errors.ts';
import type { Storage } from '../storage/storage.ts';
import { DEAD_LETTERS } from '../tools/dead-letter.ts';

/** Whether the app can do its work. Why not is in `problem`, for the log and not for strangers. */
export type Health = { readonly status: 'ok' } | { readonly status: 'failing'; readonly problem: string };

/** Milliseconds for which a finding holds: anybody may ask, and asking must not cost a storage request each time. */
const HOLDS_MS = 10_000;

/** Milliseconds after which storage counts as not answering: whoever watches an app's health does not wait for long. */
const PATIENCE_MS = 3_000;

/** Makes a check of the app's health: is its storage there, and may it be read? `open` may throw for a missing setting. */
export function healthCheck(open: () => Storage): () => Promise<Health> {
  let found: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return () => {
    if (found === undefined || Date.now() - found.at >= HOLDS_MS) found = { at: Date.now(), health: look(open) };
    return found.health;
  };
}

async function look(open: () => Storage): Promise<Health> {
  try {
    await open()
      .queue(DEAD_LETTERS)
      .exists({ abortSignal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: 'ok' };
  } catch (error) {
    return { status: 'failing', problem: `Storage cannot be used: ${messageOf(error)}` };
  }
}
