import { messageOf, RetryableError } from '../../core/errors.ts';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import { withProjectOf } from '../contract/job-context.ts';
import type { JobOptions } from '../contract/job-options.ts';
import type { JobRunContext } from '../contract/job-type.ts';
import { uploadsOf } from '../contract/upload-once.ts';
import { readResults } from '../store/job-results.ts';
import { jobView } from '../store/job-view.ts';
import type { ActivityResult } from '../workflow/activity-result.ts';
import type { Ending, WorkflowState } from '../workflow/job-state.ts';
import { changeState } from './change-state.ts';
import { jobReport } from './job-report.ts';
import { type JobServices, runContextOf } from './job-services.ts';
import { loadRequest, storedJob } from './stored-request.ts';

/** Takes away what the job no longer needs, writes its results and its report, and lets everybody know that it has ended. */
export async function finalize(job: WorkflowState, services: JobServices): Promise<ActivityResult> {
  const { files } = services.context;
  const { record } = await storedJob(job.id, services);
  const { open } = await loadRequest(job.id, record.kind, services);
  await tidy(job, open.request, services);

  const kinds = [...new Set([record.kind, job.kind])];
  const parts = (await Promise.all(kinds.map((kind) => readResults(files, job.id, kind)))).filter(
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
  await changeState(job.id, ending.state, { endedAt, reason, verdict }, services);
  // The alerts of infra/monitoring read this line.
  const line = `${job.id} has ended: ${ending.state}, reason ${reason?.code ?? 'none'}, gates ${verdict ?? 'none'}.`;
  services.context.log[ending.state === 'succeeded' && verdict !== 'failed' ? 'info' : 'warn'](line);
  return { kind: 'finalized', ending };
}

/** Tries to take away at most this often: a job must end even if its service is away for good. */
const MOST_TRIES_TO_TIDY = 8;

async function tidy(job: WorkflowState, request: JobOptions, services: JobServices): Promise<void> {
  // What is still running at the service still needs its files.
  if (job.serviceId !== undefined && !job.serviceEnded) return;
  try {
    await deleteUploads(runContextOf(services, job), request);
  } catch (thrown) {
    const error = explainServiceError(thrown, 'Deleting the files that were uploaded for the job');
    if (error instanceof RetryableError && job.failures < MOST_TRIES_TO_TIDY) throw error;
    services.context.log.warn(`${job.id}: files named ${job.id}.* may be left at the service. ${messageOf(error)}`);
  }
}

/** A job whose own work is done has succeeded, whatever became of the job that followed it. */
function overall({ ending = { state: 'succeeded' }, kind }: WorkflowState, first: string): Ending {
  if (kind === first || ending.state === 'succeeded') return ending;
  const why = ending.reason?.message ?? `It was ${ending.state}.`;
  return {
    state: 'succeeded',
    reason: { code: `${kind}_${ending.state}`, message: `The ${kind} did not succeed: ${why}` },
  };
}

/**
 * Deletes the files that were uploaded for a job, unless they are to be kept. They are found by their names, so that one whose
 * upload was never recorded goes as well.
 */
export async function deleteUploads(all: JobRunContext, request: JobOptions): Promise<void> {
  if (request.keepFiles) return;
  const tools = await withProjectOf(request, all);
  for (const file of await uploadsOf(tools)) {
    await tools.openai.files.delete(file.id).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  }
}
