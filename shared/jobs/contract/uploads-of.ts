import type { FileObject, FilePurpose } from 'openai/resources/files';
import type { JobRunContext } from './job-type.ts';

/** The name under which a job's file is uploaded: it tells whose file it is, and what for. */
export const uploadName = (key: string, role: string) => `${key}.${role}.jsonl`;

/** The files at the service that were uploaded for a job. All are looked at: in what order they come is not promised. */
export async function uploadsOf({ openai, key }: JobRunContext, purpose?: FilePurpose): Promise<FileObject[]> {
  const found: FileObject[] = [];
  for await (const file of openai.files.list(purpose === undefined ? {} : { purpose })) {
    if (file.filename.startsWith(`${key}.`)) found.push(file);
  }
  return found;
}
