import { Readable } from 'node:stream';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import { MAX_RUNNING_FINE_TUNING_JOBS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Collection } from '../../core/store/store.ts';
import { projectFiles } from '../files/file-store.ts';
import type { TuningSettings } from './fine-tuning-settings.ts';
import type { TuningJob } from './job/job.ts';
import { milliseconds } from './job/outcome.ts';
import { failed, refused, started, succeeded, validated } from './job-transitions.ts';
import { resultFile } from './result-file.ts';
import { planOf } from './simulation/plan.ts';
import { momentOf } from './simulation/progress.ts';
import { measured } from './simulation/training-events.ts';
import { validateFiles } from './validate.ts';

/** Runs fine-tuning jobs on the emulator's clock. */
export interface JobRunner {
  /** Stores a job, schedules its next step, and starts queued jobs. */
  keep(job: TuningJob): TuningJob;
}

/** @param onTuned called within the transaction in which a job creates its model */
export function openJobRunner(
  project: ProjectContext,
  jobs: Collection<TuningJob>,
  settings: TuningSettings,
  onTuned: (job: TuningJob) => void,
): JobRunner {
  const { clock, store, closing } = project;
  const fileStore = projectFiles(project);
  const work = new BackgroundWork('fine-tuning jobs', project);

  const keep = (job: TuningJob, now = clock.now()): TuningJob => {
    jobs.put(job);
    const due = dueOf(job, settings);
    if (Number.isFinite(due)) work.at(job.id, due, () => carryOn(job.id, due));
    else work.cancel(job.id);
    takeFromQueue(now);
    return jobs.get(job.id) ?? job;
  };

  const takeFromQueue = (now: number) => {
    if (jobs.count({ phase: 'running' }) >= MAX_RUNNING_FINE_TUNING_JOBS) return;
    const [next] = jobs.list({ where: { phase: 'queued' }, limit: 1 }).objects;
    if (next) keep(started(next, now), now);
  };

  /** Executes a step at the time at which it was due, however late the timer. */
  const carryOn = async (id: string, due: number) => {
    const job = jobs.get(id);
    if (!job || closing.aborted) return;
    if (job.phase === 'validating') await validate(job, due);
    else if (job.phase === 'running') await finish(job, due);
  };

  const validate = async (job: TuningJob, due: number) => {
    const found = await validateFiles(job, fileStore, closing).catch((error: unknown) => {
      const message = `The files could not be read: ${messageOf(error)}.`;
      return { error: { code: 'server_error', message, param: null }, notes: [] };
    });
    const now = jobs.get(job.id);
    if (closing.aborted || now?.phase !== 'validating') return;
    keep('error' in found ? refused(now, due, found) : validated(now, due, found.size), due);
  };

  const finish = async (job: TuningJob, due: number) => {
    const { outcome } = job;
    if (outcome.kind === 'fail') return void keep(failed(job, due, { ...outcome.error, param: null }), due);
    const text = resultFile(measured(job, planOf(job, settings.training)));
    const received = await fileStore.receive(Readable.from([Buffer.from(text)]));
    const now = jobs.get(job.id);
    if (closing.aborted || now?.phase !== 'running') return received.drop();
    store.transaction(() => {
      const { id } = received.keep({ filename: 'step_metrics.csv', purpose: 'fine-tune-results' });
      const done = succeeded(now, due, id);
      jobs.put(done);
      onTuned(done);
    });
    takeFromQueue(due);
  };

  const open = ['validating', 'running'].flatMap((phase) => [...jobs.all({ where: { phase } })]);
  work.resume(open, (job) => void keep(job));
  takeFromQueue(clock.now());
  return { keep };
}

/** Returns the time of the next step of a job, or infinity when it has none. */
function dueOf(job: TuningJob, settings: TuningSettings): number {
  const { phase, createdAt, outcome } = job;
  if (phase === 'validating') {
    return createdAt + (outcome.validation === undefined ? settings.validation : milliseconds(outcome.validation));
  }
  if (phase !== 'running') return Number.POSITIVE_INFINITY;
  const plan = planOf(job, settings.training);
  return momentOf(job, plan, outcome.kind === 'fail' ? outcome.at * plan.duration : plan.duration);
}
