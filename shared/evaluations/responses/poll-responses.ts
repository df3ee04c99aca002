import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { storageKey } from '../../core/storage-key.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { jsonBlob } from '../store/json-blob.ts';
import { acceptResponse, type ResponseServices, recordResponse, rulesFor } from './accept-response.ts';
import { isUnderWay, listResponses, type StoredResponse } from './stored-responses.ts';

/** A response that has not ended by then never will. */
const LONGEST_RESPONSE_S = 86_400;
const MOST_OPEN = 500;

/** Responses of an agent that one look takes: what came before them is left out, and told of in the log. */
const MOST_IN_A_LOOK = 5_000;

interface PollServices extends ResponseServices {
  readonly storage: Storage;
}

/**
 * Looks at the project itself for what an agent has answered since the last look, so that nobody has to tell of it, and notes it for the
 * agent's rules. The first look only says where to begin. What others have told of already is noted once all the same.
 */
export async function pollResponses(
  agent: string,
  rules: readonly ResponseRule[],
  services: PollServices,
): Promise<void> {
  const blob = cursorBlob(services.storage, agent);
  const { value: seen, etag } = await blob.read();
  const found = await sinceLast(agent, seen, services);
  if (seen !== undefined) {
    const ended = found.filter(({ status }) => status === 'completed');
    await forEachConcurrently(ended, 8, ({ id }) =>
      recordResponse(id, rulesFor({ responseId: id, agent }, rules), services),
    );
  }
  const open = [...(seen?.open ?? []), ...found.filter(isUnderWay).map(({ id, created_at: at }) => ({ id, at }))];
  const still = await stillOpen(agent, open, rules, services);
  const next: Cursor = { ...moved(seen, found), open: still };
  // When somebody else has looked at the same time, both noted the same, once, and the next look goes on from theirs.
  if (JSON.stringify(next) !== JSON.stringify(seen)) await blob.write(next, etag);
}

/** The newest one when nobody has looked yet; the newest first. */
async function sinceLast(
  agent: string,
  seen: Cursor | undefined,
  { context }: PollServices,
): Promise<readonly StoredResponse[]> {
  const found: StoredResponse[] = [];
  for await (const one of listResponses(agent, context)) {
    if (seen !== undefined && one.created_at < seen.at) break;
    if (seen?.ids.includes(one.id)) continue;
    found.push(one);
    if (seen === undefined) break;
    if (found.length < MOST_IN_A_LOOK) continue;
    context.log.warn(
      `${agent} has answered more than ${MOST_IN_A_LOOK} times since the last look: older answers are left out.`,
    );
    break;
  }
  return found;
}

function moved(seen: Cursor | undefined, found: readonly StoredResponse[]): Pick<Cursor, 'at' | 'ids'> {
  const at = found.reduce((newest, one) => Math.max(newest, one.created_at), seen?.at ?? 0);
  const ids = found.filter(({ created_at }) => created_at === at).map(({ id }) => id);
  return { at, ids: at === seen?.at ? [...seen.ids, ...ids] : ids };
}

/** Those that still have not ended; of the others it is noted what they have come to. */
async function stillOpen(
  agent: string,
  open: Cursor['open'],
  rules: readonly ResponseRule[],
  services: PollServices,
): Promise<Cursor['open']> {
  const nowS = services.now() / 1000;
  const still = new Set<string>();
  const young = open.filter(({ at }) => nowS - at < LONGEST_RESPONSE_S).slice(-MOST_OPEN);
  await forEachConcurrently(young, 8, async ({ id }) => {
    if ((await acceptResponse({ responseId: id, agent }, rules, services)).underWay) still.add(id);
  });
  return young.filter(({ id }) => still.has(id));
}

/** What of an agent's responses has been seen. */
const cursorSchema = z.object({
  /** Unix seconds, of the service's clock: the newest that was seen was made then. */
  at: z.number(),
  /** Those of that very second. */
  ids: z.array(z.string()),
  /** Those that had not ended when they were seen. */
  open: z.array(z.object({ id: z.string(), at: z.number() })),
});

type Cursor = z.infer<typeof cursorSchema>;

/** Where the last look at an agent's responses ended; `undefined` before the first one. */
const cursorBlob = (storage: Storage, agent: string) =>
  jsonBlob<Cursor | undefined>(storage, `responses/${storageKey(agent)}.json`, cursorSchema, undefined);
