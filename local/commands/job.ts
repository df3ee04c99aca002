import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../../shared/core/setup-error.ts';
import { table } from '../output/table.ts';
import { openTarget, type Target } from './target.ts';

export interface JobOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
}

interface Job {
  readonly id: string;
  readonly kind?: string;
  readonly state: string;
  readonly serviceStatus?: string;
  readonly serviceId?: string;
  readonly acceptedAt?: string;
  readonly endedAt?: string;
  readonly verdict?: string;
  readonly detail?: string;
  readonly results?: { readonly report?: string };
}

const POLL_MS = 1_000;
/** Files of fine-tuning jobs; the templates create the container. */
const TRAINING_CONTAINER = 'training-data';

export interface FineTuneOptions extends JobOptions {
  readonly model: string;
  readonly validation?: string;
  readonly suffix?: string;
  readonly wait?: boolean;
}

/** Uploads a training file and hands over a fine-tuning job. */
export async function fineTune(file: string, options: FineTuneOptions): Promise<number> {
  const target = openTarget(options.azure === true);
  const { model, suffix, validation } = options;
  const job = await target.api<Job>('fine-tuning/jobs', {
    model,
    training: await uploadData(target, file),
    ...(validation === undefined ? {} : { validation: await uploadData(target, validation) }),
    ...(suffix === undefined ? {} : { suffix }),
  });
  return follow(target, job, options);
}

export interface EvaluationRunOptions extends JobOptions {
  readonly data: string;
  readonly model?: string;
  readonly agent?: string;
  readonly wait?: boolean;
}

/** Runs an eval of the project on the rows of a JSON Lines file. */
export async function evaluationRun(evalId: string, options: EvaluationRunOptions): Promise<number> {
  const target = openTarget(options.azure === true);
  const { model, agent } = options;
  const asked = model === undefined ? (agent === undefined ? undefined : { agent }) : { model };
  const job = await target.api<Job>(`evals/${encodeURIComponent(evalId)}/runs`, {
    data: { items: readRows(options.data) },
    ...(asked === undefined ? {} : { target: asked }),
  });
  return follow(target, job, options);
}

/** Prints a job, or with `watch` each of its states until it ends. */
export async function jobStatus(id: string, options: JobOptions & { readonly wait?: boolean }): Promise<number> {
  const target = openTarget(options.azure === true);
  const job = await target.api<Job>(`jobs/${encodeURIComponent(id)}`);
  return follow(target, job, options);
}

/** Asks for the end of a job. */
export async function cancelJob(id: string, options: JobOptions): Promise<number> {
  const target = openTarget(options.azure === true);
  const job = await target.api<Job>(`jobs/${encodeURIComponent(id)}/cancel`, {});
  show(job, options.json === true);
  return 0;
}

/** Lists the newest jobs. */
export async function listJobs(options: JobOptions & { readonly limit: number }): Promise<number> {
  const target = openTarget(options.azure === true);
  const { jobs } = await target.api<{ jobs: readonly Job[] }>(`jobs?limit=${options.limit}`);
  if (options.json) console.log(JSON.stringify(jobs));
  else if (jobs.length === 0) console.log('There are no jobs.');
  else {
    const rows = jobs.map(({ id, kind = '', state, acceptedAt = '' }) => [id, kind, state, acceptedAt.slice(0, 19)]);
    for (const line of table(['Job', 'Kind', 'State', 'Accepted'], rows)) console.log(line);
  }
  return 0;
}

async function follow(target: Target, first: Job, options: JobOptions & { readonly wait?: boolean }): Promise<number> {
  let job = first;
  let shown = '';
  for (;;) {
    const state = `${job.state} ${job.serviceStatus ?? ''}`;
    if (!options.json && state !== shown) show(job, false);
    shown = state;
    if (options.wait !== true || job.endedAt !== undefined) break;
    await sleep(POLL_MS);
    job = await target.api<Job>(`jobs/${encodeURIComponent(job.id)}`);
  }
  if (options.json) show(job, true);
  return job.endedAt !== undefined && job.state !== 'succeeded' ? 1 : 0;
}

function show(job: Job, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(job));
    return;
  }
  const { id, state, serviceId, serviceStatus, verdict, detail, results } = job;
  const facts = [
    serviceId ? `${serviceId}${serviceStatus ? ` is ${serviceStatus}` : ''}` : serviceStatus,
    verdict ? `gates ${verdict}` : undefined,
    detail,
    results?.report ? `report ${results.report}` : undefined,
  ].filter((fact) => fact !== undefined);
  console.log([id, state, ...facts].join('  '));
}

/** The name carries a hash of the content: the same file is uploaded once, and another one never replaces it. */
async function uploadData(target: Target, file: string): Promise<string> {
  const content = read(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  const name = `${path.basename(file, path.extname(file))}-${hash}${path.extname(file)}`;
  const container = await target.storage().container(TRAINING_CONTAINER);
  await container.createIfNotExists();
  await container.getBlockBlobClient(name).uploadData(content);
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
