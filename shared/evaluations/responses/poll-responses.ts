import * as z from 'zod';
import type { Storage } from '../../azure/storage/storage.ts';
import { forEachConcurrently } from '../../core/concurrency.ts';
import { storageKey } from '../../core/hash.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { jsonBlob } from '../store/json-blob.ts';
import { acceptResponse, type ResponseServices, recordResponse, rulesFor } from './accept-response.ts';
import { isUnderWay, listResponses, type StoredResponse } from './stored-responses.ts';

/** Seconds after which a response that has not ended is ignored. */
const LONGEST_RESPONSE_S = 86_400;
const MOST_OPEN = 500;

/** Responses of an agent in one poll. Older ones are skipped with a warning. */
const MOST_IN_A_LOOK = 5_000;

interface PollServices extends ResponseServices {
  readonly storage: Storage;
}

/**
 * Reads the responses of an agent since the last poll from the project and records them for the agent's rules. The first poll only sets the
 * starting point. Announced responses are recorded once.
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
  // When another process polled at the same time, both recorded the same responses, and the next poll continues from its cursor.
  if (JSON.stringify(next) !== JSON.stringify(seen)) await blob.write(next, etag);
}

/** Returns new responses, newest first; before the first poll only the newest. */
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

/** Returns the responses that have not ended, and records the others. */
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

/** Position of the last poll. */
const cursorSchema = z.object({
  /** Creation time of the newest response, in Unix seconds of the service's clock. */
  at: z.number(),
  /** Responses of that second. */
  ids: z.array(z.string()),
  /** Responses that had not ended. */
  open: z.array(z.object({ id: z.string(), at: z.number() })),
});

type Cursor = z.infer<typeof cursorSchema>;

/** Opens the blob with the position of the last poll; its value is undefined before the first. */
const cursorBlob = (storage: Storage, agent: string) =>
  jsonBlob<Cursor | undefined>(storage, `responses/${storageKey(agent)}.json`, cursorSchema, undefined);
