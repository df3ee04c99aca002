import { RequestError } from '../../core/request-error.ts';
import type { BoundRequest } from '../contract/bound-job-type.ts';
import { readRequest } from '../store/job-request.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { JobServices } from './job-services.ts';

/** The request of a job, ready to work with. */
export async function loadRequest(
  id: string,
  kind: string,
  services: JobServices,
): Promise<{ readonly open: BoundRequest; readonly pins: Readonly<Record<string, string>> | undefined }> {
  const { body, pins } = await readRequest(services.context.files, id, kind);
  return { open: jobTypeNamed(kind, services).parse(body), pins };
}

export function jobTypeNamed(name: string, { jobTypes }: JobServices) {
  const kind = jobTypes.get(name);
  if (kind === undefined) {
    throw new RequestError(
      'unknown_kind',
      `There is no kind of job "${name}". There are: ${[...jobTypes.keys()].join(', ')}.`,
    );
  }
  return kind;
}

export async function storedJob(id: string, { store }: JobServices): Promise<StoredJob> {
  const stored = await store.read(id);
  if (stored === undefined) throw new RequestError('job_deleted', `The job ${id} is no longer in the register.`);
  return stored;
}
