import type { OpenJob } from '../bound-kind.ts';
import { Refusal } from '../refusal.ts';
import type { StoredJob } from '../register/job-register.ts';
import { readRequest } from '../register/job-request.ts';
import type { JobServices } from './services.ts';

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
