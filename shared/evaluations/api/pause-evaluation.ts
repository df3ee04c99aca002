import { RetryableError } from '../../core/errors.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { ReadEntry } from '../config/check-evaluations.ts';
import type { WaitingResponses } from '../responses/waiting-responses.ts';
import { scheduleOf } from '../scheduler/plan.ts';
import { RESPONSES_SCHEDULE } from '../scheduler/response-batches.ts';
import { pauseAtService } from '../service/deployed-items.ts';
import { rulesOf } from '../service/deployed-rules.ts';
import { schedulesOf } from '../service/deployed-schedules.ts';
import type { ServiceClients } from '../service/service-runs.ts';
import type { EntryState, StateFile } from '../store/scheduler-state.ts';

interface PauseServices {
  readonly file: StateFile;
  readonly waiting: Pick<WaitingResponses, 'drop'>;
  /** Returns clients of the project with the service's schedules and rules. */
  clients(): Promise<ServiceClients>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Answers `POST /api/evaluations/{name}/pause|resume`, in this app or at the service. Occurrences during the pause are skipped.
 */
export async function setPaused(entry: ReadEntry, paused: boolean, services: PauseServices): Promise<ApiResponse> {
  const { file, waiting, clients, now } = services;
  const { name } = 'evaluation' in entry ? entry.evaluation : 'schedule' in entry ? entry.schedule : entry.rule;
  const answer = { status: 200, body: { name, state: paused ? 'paused' : 'on' } };
  if (entry.kind === 'schedule') {
    await pauseAtService(schedulesOf((await clients()).project), entry.schedule, paused, now);
  } else if (entry.kind === 'rule' && entry.rule.by === 'service') {
    await pauseAtService(rulesOf((await clients()).project), entry.rule, paused, now);
  } else {
    const schedule = entry.kind === 'rule' ? RESPONSES_SCHEDULE : scheduleOf(entry.evaluation);
    const changed = await pauseInState(name, schedule, paused, file, now);
    if (changed && !paused && entry.kind === 'rule') await waiting.drop(name);
  }
  return answer;
}

const MOST_TRIES = 10;

/** @returns false when the entry was in that state already */
async function pauseInState(
  name: string,
  schedule: string,
  paused: boolean,
  file: StateFile,
  now: number,
): Promise<boolean> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { state, etag } = await file.read();
    const blank: EntryState = { schedule, since: now, active: [], waiting: [], starts: [] };
    const { paused: was = false, ...kept } = state.entries[name] ?? blank;
    if (was === paused) return false;
    const next = paused ? { ...kept, paused: true } : { ...kept, since: now, waiting: [] };
    if (await file.write({ ...state, entries: { ...state.entries, [name]: next } }, etag)) return true;
  }
  throw new RetryableError(`The state of ${name} changes too often to be written now.`, 1_000);
}
