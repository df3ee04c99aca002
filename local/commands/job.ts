import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { JobView } from '../../shared/jobs/store/job-view.ts';
import { bar, ProgressLine } from '../output/progress.ts';
import { table } from '../output/table.ts';
import { explainStorage } from './explain-storage.ts';
import { openTarget, type Target, type TargetOptions } from './target.ts';

/** Milliseconds between two looks at a job. */
const LOCAL_POLL_MS = 1_000;
const AZURE_POLL_MS = 5_000;
/** The most events that one request returns. */
const MAX_EVENTS = 1_000;
/** Files of fine-tuning jobs; the templates create the container. */
const TRAINING_CONTAINER = 'training-data';

export interface FineTuneOptions extends TargetOptions {
  readonly model: string;
  readonly validation?: string;
  readonly suffix?: string;
  readonly wait?: boolean;
}

/** Uploads a training file and hands over a fine-tuning job. */
export async function fineTune(file: string, options: FineTuneOptions): Promise<number> {
  const target = openTarget(options.azure);
  const { model, suffix, validation } = options;
  const job = await target.api<JobView>('fine-tuning/jobs', {
    body: {
      model,
      training: await uploadData(target, file, options),
      ...(validation === undefined ? {} : { validation: await uploadData(target, validation, options) }),
      ...(suffix === undefined ? {} : { suffix }),
    },
  });
  return follow(target, job, options);
}

export interface EvaluationRunOptions extends TargetOptions {
  readonly data: string;
  readonly model?: string;
  readonly agent?: string;
  readonly wait?: boolean;
}

/** Runs an eval of the project on the rows of a JSON Lines file. */
export async function evaluationRun(evalId: string, options: EvaluationRunOptions): Promise<number> {
  const target = openTarget(options.azure);
  const { model, agent } = options;
  const asked = model === undefined ? (agent === undefined ? undefined : { agent }) : { model };
  const job = await target.api<JobView>(`evals/${encodeURIComponent(evalId)}/runs`, {
    body: { data: { items: readRows(options.data) }, ...(asked === undefined ? {} : { target: asked }) },
  });
  return follow(target, job, options);
}

/** Prints a job, or with `wait` each of its states until it ends. */
export async function jobStatus(id: string, options: TargetOptions & { readonly wait?: boolean }): Promise<number> {
  const target = openTarget(options.azure);
  const job = await target.api<JobView>(`jobs/${encodeURIComponent(id)}`);
  return follow(target, job, options);
}

/** Asks for the end of a job. */
export async function cancelJob(id: string, options: TargetOptions): Promise<number> {
  const target = openTarget(options.azure);
  const job = await target.api<JobView>(`jobs/${encodeURIComponent(id)}/cancel`, { method: 'POST' });
  console.log(options.json ? JSON.stringify(job) : describe(job));
  return 0;
}

/** Lists the newest jobs. */
export async function listJobs(options: TargetOptions & { readonly limit: number }): Promise<number> {
  const target = openTarget(options.azure);
  const { jobs } = await target.api<{ jobs: readonly JobView[] }>(`jobs?limit=${options.limit}`);
  if (options.json) console.log(JSON.stringify(jobs));
  else if (jobs.length === 0) console.log('There are no jobs.');
  else {
    const rows = jobs.map(({ id, kind, subject, state, createdAt }) => [
      id,
      kind,
      subject,
      state,
      createdAt.slice(0, 19),
    ]);
    for (const line of table(['Job', 'Kind', 'Of', 'State', 'Created'], rows)) console.log(line);
  }
  return 0;
}

async function follow(
  target: Target,
  first: JobView,
  options: TargetOptions & { readonly wait?: boolean },
): Promise<number> {
  const progress = new ProgressLine();
  let job = first;
  let shown = '';
  for (;;) {
    const line = describe(job);
    if (!options.json && line !== shown) progress.print(line);
    shown = line;
    if (options.wait !== true || job.endedAt !== undefined) break;
    if (!options.json && process.stdout.isTTY) progress.show(await step(target, job));
    await sleep(options.azure ? AZURE_POLL_MS : LOCAL_POLL_MS);
    job = await target.api<JobView>(`jobs/${encodeURIComponent(job.id)}`);
  }
  progress.clear();
  if (options.json) console.log(JSON.stringify(job));
  return job.endedAt !== undefined && job.state !== 'succeeded' ? 1 : 0;
}

/** Returns the progress of a training as the service tells it in its events (`Step 12/90: ...`), else the state. */
async function step(target: Target, job: JobView): Promise<string> {
  const state = job.serviceStatus ?? job.state;
  if (job.serviceId === undefined) return state;
  const { events } = await target.api<{ events: readonly { readonly message: string }[] }>(
    `jobs/${encodeURIComponent(job.id)}/events?limit=${MAX_EVENTS}`,
  );
  const steps = events.flatMap(({ message }) => {
    const [, done, total] = /^Step (\d+)\/(\d+)/.exec(message) ?? [];
    return done === undefined ? [] : [{ done: Number(done), total: Number(total) }];
  });
  const furthest = steps.toSorted((a, b) => b.done - a.done)[0];
  return furthest === undefined ? state : `${state} ${bar(furthest.done, furthest.total)}`;
}

function describe({ id, state, serviceId, serviceStatus, stages, verdict, reason, results }: JobView): string {
  const later = (stages ?? []).slice(1).map((stage) => `${stage.kind} ${stage.serviceId}`);
  const facts = [
    serviceId ? `${serviceId}${serviceStatus ? ` is ${serviceStatus}` : ''}` : serviceStatus,
    ...later,
    verdict ? `gates ${verdict}` : undefined,
    results ? `report ${results.report}` : undefined,
    reason ? `\n  ${reason.message}` : undefined,
  ].filter((fact) => fact !== undefined);
  return [id, state, ...facts].join('  ');
}

/** The name carries a hash of the content: the same file is uploaded once, and another one never replaces it. */
async function uploadData(target: Target, file: string, { json }: TargetOptions): Promise<string> {
  const content = read(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const name = `${path.basename(file, path.extname(file))}-${hash}${path.extname(file)}`;
  const container = await target.storage().container(TRAINING_CONTAINER);
  const progress = new ProgressLine();
  await explainStorage('Blob', async () => {
    await container.createIfNotExists();
    await container.getBlockBlobClient(name).uploadData(content, {
      onProgress: ({ loadedBytes }) => {
        if (!json) progress.show(`${file} ${bar(loadedBytes, content.length)} bytes`);
      },
    });
  });
  progress.clear();
  return `${TRAINING_CONTAINER}/${name}`;
}

function readRows(file: string): unknown[] {
  return `${read(file)}`.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as unknown];
    } catch {
      throw new SetupError(`${file}:${at + 1} is not JSON. Each line has to hold one object.`);
    }
  });
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new SetupError(`${file} cannot be read. Give the path of a JSON Lines file.`, { cause });
  }
}
