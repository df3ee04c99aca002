import type { Storage } from '../../azure/storage/storage.ts';
import { eachAtOnce } from '../../core/concurrency.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import { listResponses } from './list-responses.ts';
import { type Cursor, cursorBlob } from './response-cursor.ts';
import { isUnderWay, type StoredResponse } from './response-problem.ts';
import { noteResponse, type ResponseServices, rulesFor, takeResponse } from './take-response.ts';

/** A response that has not ended by then never will. */
const LONGEST_RESPONSE_S = 86_400;
const MOST_OPEN = 500;

/** Responses of an agent that one look takes: what came before them is left out, and told of in the log. */
const MOST_IN_A_LOOK = 5_000;

export interface LookServices extends ResponseServices {
  readonly storage: Storage;
}

/**
 * Looks at the project itself for what an agent has answered since the last look, so that nobody has to tell of it, and notes it for the
 * agent's rules. The first look only says where to begin. What others have told of already is noted once all the same.
 */
export async function lookForResponses(
  agent: string,
  rules: readonly ResponseRule[],
  services: LookServices,
): Promise<void> {
  const blob = cursorBlob(services.storage, agent);
  const { value: seen, etag } = await blob.read();
  const found = await sinceLast(agent, seen, services);
  if (seen !== undefined) {
    const ended = found.filter(({ status }) => status === 'completed');
    await eachAtOnce(ended, 8, ({ id }) => noteResponse(id, rulesFor({ responseId: id, agent }, rules), services));
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
  { tools }: LookServices,
): Promise<readonly StoredResponse[]> {
  const found: StoredResponse[] = [];
  for await (const one of listResponses(agent, tools)) {
    if (seen !== undefined && one.created_at < seen.at) break;
    if (seen?.ids.includes(one.id)) continue;
    found.push(one);
    if (seen === undefined) break;
    if (found.length < MOST_IN_A_LOOK) continue;
    tools.log.warn(
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
  services: LookServices,
): Promise<Cursor['open']> {
  const nowS = services.now() / 1000;
  const still = new Set<string>();
  const young = open.filter(({ at }) => nowS - at < LONGEST_RESPONSE_S).slice(-MOST_OPEN);
  await eachAtOnce(young, 8, async ({ id }) => {
    if ((await takeResponse({ responseId: id, agent }, rules, services)).underWay) still.add(id);
  });
  return young.filter(({ id }) => still.has(id));
}
