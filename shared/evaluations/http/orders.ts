import { z } from 'zod';
import type { HttpAnswer } from '../../http/answer.ts';
import { parseBody } from '../../jobs/http/parse-body.ts';
import { parseRequest } from '../../jobs/requests/parse-request.ts';
import { runLabel } from '../baseline/baseline.ts';
import { RetryableError } from '../../errors.ts';
import { jobView } from '../../jobs/outcome/job-view.ts';
import type { Evaluation } from '../config/evaluation.ts';
import type { StateFile } from '../keep/state-file.ts';
import type { EntryState } from '../plan/state.ts';
import { scheduleOf } from '../plan/plan.ts';
import { type StartServices, startRun } from '../start/start-run.ts';

const runRequest = z.strictObject({ label: runLabel.optional() });

/** Answers `POST /api/evaluations/{name}/run`: a run now, beside its schedule. The same key is the same run. */
export async function runNow(
  entry: Evaluation,
  { key: given, body }: { readonly key?: string | undefined; readonly body?: string },
  services: StartServices,
): Promise<HttpAnswer> {
  const at = services.now();
  const id = `evaluation/${entry.name}/by-hand/${given ?? new Date(at).toISOString()}`;
  const { label } = parseRequest(runRequest, body?.trim() ? parseBody(body) : {});
  const { record } = await startRun(entry, id, services, label);
  const about = { id, name: entry.name, occurrence: record.createdAt };
  await services.history.keep({ ...about, outcome: 'started', job: record.id, reason: 'asked for by hand' });
  return { status: 202, body: jobView(record) };
}

const MOST_TRIES = 10;

/** Answers `POST /api/evaluations/{name}/pause|resume`. What would have happened while it was paused is not made up for. */
export async function setPaused(entry: Evaluation, paused: boolean, file: StateFile, now: number): Promise<HttpAnswer> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { state, etag } = await file.read();
    const blank: EntryState = { schedule: scheduleOf(entry), since: now, active: [], waiting: [], starts: [] };
    const { paused: was = false, ...kept } = state.entries[entry.name] ?? blank;
    const answer = { status: 200, body: { name: entry.name, state: paused ? 'paused' : 'on' } };
    if (was === paused) return answer;
    const next = paused ? { ...kept, paused: true } : { ...kept, since: now, waiting: [] };
    if (await file.write({ ...state, entries: { ...state.entries, [entry.name]: next } }, etag)) return answer;
  }
  throw new RetryableError(`The state of ${entry.name} is being written by others all the time.`, 1_000);
}
