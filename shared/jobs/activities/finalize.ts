import { messageOf, RetryableError } from '../../core/errors.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import type { JobOptions } from '../contract/job-options.ts';
import { readPart } from '../store/job-results.ts';
import { jobView } from '../store/job-view.ts';
import type { Answer } from '../workflow/activity-result.ts';
import type { CarriedJob, Ending } from '../workflow/job-state.ts';
import { moveTo } from './change-state.ts';
import { cleanUp } from './clean-up.ts';
import { jobReport } from './job-report.ts';
import { type JobServices, keyed } from './job-services.ts';
import { openKept, storedJob } from './stored-request.ts';

/** Takes away what the job no longer needs, writes its results and its report, and lets everybody know that it has ended. */
export async function conclude(job: CarriedJob, services: JobServices): Promise<Answer> {
  const { files } = services.tools;
  const { record } = await storedJob(job.id, services);
  const { open } = await openKept(job.id, record.kind, services);
  await tidy(job, open.request, services);

  const kinds = [...new Set([record.kind, job.kind])];
  const parts = (await Promise.all(kinds.map((kind) => readPart(files, job.id, kind)))).filter(
    (part) => part !== undefined,
  );
  const ending = overall(job, record.kind);
  const verdicts = parts.flatMap(({ verdict }) => verdict ?? []);
  const ended = {
    ...record,
    state: ending.state,
    endedAt: new Date(services.now()),
    ...(ending.reason === undefined ? {} : { reason: ending.reason }),
    ...(verdicts.length === 0
      ? {}
      : { verdict: verdicts.includes('failed') ? ('failed' as const) : ('passed' as const) }),
  };
  for (const { name, svg } of parts.flatMap(({ charts }) => charts)) await files.write(job.id, name, svg);
  const result = Object.assign({}, ...parts.map((part) => part.result));
  await files.write(job.id, 'result.json', `${JSON.stringify({ job: jobView(ended), ...result }, null, 2)}\n`);
  await files.write(job.id, 'report.md', jobReport(ended, parts));
  const { endedAt, reason, verdict } = ended;
  await moveTo(job.id, ending.state, { endedAt, reason, verdict }, services);
  // The alerts of infra/monitoring read this line.
  const line = `${job.id} has ended: ${ending.state}, reason ${reason?.code ?? 'none'}, gates ${verdict ?? 'none'}.`;
  services.tools.log[ending.state === 'succeeded' && verdict !== 'failed' ? 'info' : 'warn'](line);
  return { kind: 'concluded', ending };
}

/** Tries to take away at most this often: a job must end even if its service is away for good. */
const MOST_TRIES_TO_TIDY = 8;

async function tidy(job: CarriedJob, request: JobOptions, services: JobServices): Promise<void> {
  // What is still running at the service still needs its files.
  if (job.serviceId !== undefined && !job.over) return;
  try {
    await cleanUp(keyed(services, job), request);
  } catch (thrown) {
    const error = explainServiceError(thrown, 'Deleting the files that were uploaded for the job');
    if (error instanceof RetryableError && job.failures < MOST_TRIES_TO_TIDY) throw error;
    services.tools.log.warn(`${job.id}: files named ${job.id}.* may be left at the service. ${messageOf(error)}`);
  }
}

/** A job whose own work is done has succeeded, whatever became of the job that followed it. */
function overall({ ending = { state: 'succeeded' }, kind }: CarriedJob, first: string): Ending {
  if (kind === first || ending.state === 'succeeded') return ending;
  const why = ending.reason?.message ?? `It was ${ending.state}.`;
  return {
    state: 'succeeded',
    reason: { code: `${kind}_${ending.state}`, message: `The ${kind} did not succeed: ${why}` },
  };
}
