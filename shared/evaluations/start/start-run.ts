import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { RetryableError } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import { type Accepted, type AcceptServices, acceptJob } from '../../jobs/api/accept-job.ts';
import { withProjectOf } from '../../jobs/contract/job-context.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { publishEvent } from '../results/evaluation-event.ts';
import { jobOf } from '../store/occurrences.ts';
import type { RunHistory } from '../store/run-history.ts';
import { resolveEval } from './resolve-eval.ts';
import { queueStart, type StartMessage } from './start-queue.ts';

export interface StartServices extends AcceptServices {
  readonly history: RunHistory;
}

/** The part of an entry that a run needs. */
export type Runnable = Pick<
  Evaluation,
  'name' | 'eval' | 'project' | 'data' | 'target' | 'prompt' | 'gates' | 'baseline' | 'webhook'
>;

/** Returns what a message may start: entries of the timer, or rules with the responses of the message. */
export function runnables(
  { responses }: StartMessage,
  { entries, rules }: Pick<CheckedEvaluations, 'entries' | 'rules'>,
): readonly Runnable[] {
  return responses === undefined ? entries : rules.map((rule) => ({ ...rule, data: { responses } }));
}

/** Seconds between attempts to start a run: half a day in all. */
const WAITS_S = [30, 60, 300, 900, 3_600, 3_600, 10_800, 21_600] as const;

/** Starts the run of one occurrence. A repeated message does not start it again; a rejected run sends an event. */
export async function startOccurrence(
  message: StartMessage,
  entries: readonly Runnable[],
  services: StartServices,
): Promise<void> {
  const { id, name, at, attempt } = message;
  const about = { id, name, occurrence: new Date(at) };
  const known = await services.history.read(name, id, about.occurrence);
  if (known !== undefined) return;
  try {
    const entry = entries.find((one) => one.name === name);
    if (entry === undefined)
      throw new RequestError('no_entry', `evaluations.${name} is no longer in the config, or is wrong.`);
    const { record } = await startRun(entry, id, services);
    await services.history.keep({ ...about, outcome: 'started', job: record.id });
  } catch (thrown) {
    const error = explainServiceError(asRetryable(thrown), `Starting ${id}`);
    const wait = WAITS_S[attempt - 1];
    if (error instanceof RetryableError && wait !== undefined) {
      services.context.log.warn(`${id} cannot be started for now: ${error.message}`);
      await queueStart(
        services.context.storage,
        { ...message, attempt: attempt + 1 },
        Math.max(wait * 1000, error.retryAfter),
      );
      return;
    }
    // Another delivery of this message started the run with an earlier config or eval.
    if (error instanceof RequestError && error.code === 'key_reused') {
      await services.history.keep({ ...about, outcome: 'started', job: jobOf(id) });
      return;
    }
    if (!(error instanceof RequestError || error instanceof RetryableError)) throw error;
    services.context.log.error(`${id} is not started: ${error.message}`);
    await tellRefused(message, error.message, services);
    await services.history.keep({ ...about, outcome: 'refused', reason: error.message });
  }
}

/** Records a start that failed at every delivery as rejected, and sends an event. */
export async function giveUpStart(message: StartMessage, services: StartServices): Promise<void> {
  const { id, name, at } = message;
  const occurrence = new Date(at);
  if ((await services.history.read(name, id, occurrence)) !== undefined) return;
  const reason = 'Starting it failed at every attempt; the log of the function evaluationStarts says why.';
  await tellRefused(message, reason, services);
  await services.history.keep({ id, name, occurrence, outcome: 'refused', reason });
}

/** Starts a run of an entry under a key: the same key is the same run. @param label label of the run, for example a release */
export async function startRun(
  entry: Runnable,
  key: string,
  services: AcceptServices,
  label?: string,
): Promise<Accepted> {
  const { eval: asked, project, data, target, prompt, gates, baseline, webhook, name } = entry;
  const { openai } = await withProjectOf({ project }, services.context);
  const body = {
    evalId: await resolveEval(asked, openai),
    ...(project === undefined ? {} : { project }),
    name,
    data,
    ...(target === undefined ? {} : { target }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(gates === undefined ? {} : { gates }),
    ...(baseline === undefined ? {} : { baseline }),
    ...(webhook === undefined ? {} : { webhook }),
    metadata: { evaluation: name, ...(label === undefined ? {} : { label }) },
  };
  return acceptJob({ kind: 'evaluation-run', body, key }, services);
}

/** Sends an event for a run that was not started, because no caller waits for the result. */
async function tellRefused({ id, name, at }: StartMessage, reason: string, services: StartServices): Promise<void> {
  const more = { occurrence: new Date(at).toISOString() };
  const event = { evaluation: name, type: 'refused', about: id, reason, more } as const;
  await publishEvent(event, services.context.storage, services.now());
}
