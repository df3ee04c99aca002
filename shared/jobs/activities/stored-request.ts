import { Refusal } from '../../core/request-error.ts';
import type { OpenJob } from '../contract/bound-job-type.ts';
import { readRequest } from '../store/job-request.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { JobServices } from './job-services.ts';

/** The request of a job, ready to work with. */
export async function openKept(
  id: string,
  kind: string,
  services: JobServices,
): Promise<{ readonly open: OpenJob; readonly pins: Readonly<Record<string, string>> | undefined }> {
  const { body, pins } = await readRequest(services.tools.files, id, kind);
  return { open: kindNamed(kind, services).open(body), pins };
}

export function kindNamed(name: string, { kinds }: JobServices) {
  const kind = kinds.get(name);
  if (kind === undefined) {
    throw new Refusal('unknown_kind', `There is no kind of job "${name}". There are: ${[...kinds.keys()].join(', ')}.`);
  }
  return kind;
}

export async function storedJob(id: string, { register }: JobServices): Promise<StoredJob> {
  const stored = await register.read(id);
  if (stored === undefined) throw new Refusal('job_deleted', `The job ${id} is no longer in the register.`);
  return stored;
}
