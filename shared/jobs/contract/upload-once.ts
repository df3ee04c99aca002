import { toStreamingFile } from 'openai/core/uploads';
import type { FileObject, FilePurpose } from 'openai/resources/files';
import type { JobRunContext } from './job-type.ts';

/** An upload of a gigabyte takes its time, milliseconds. */
const UPLOAD_TIMEOUT_MS = 1_200_000;

export interface Upload {
  /** Purpose of the file within the job: one file for each. */
  readonly role: string;
  readonly purpose: FilePurpose;
  /** Origin of the content, for the log. */
  readonly source: string;
  /** Its content, as it streams; asked for only when the file is not at the service yet. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** Bytes it must have at the service, when that is known before. */
  readonly size?: number;
}

/** Brings a file to the service, once, in constant memory; returns its id. One of this job and role that is whole is used again. */
export async function uploadOnce(
  { role, purpose, source, bytes, size }: Upload,
  tools: JobRunContext,
): Promise<string> {
  const { openai, key, log } = tools;
  const filename = uploadName(key, role);
  for (const known of await uploadsOf(tools, purpose)) {
    if (known.filename !== filename) continue;
    if (known.status !== 'error' && (size === undefined || known.bytes === size)) return known.id;
    await openai.files.delete(known.id);
  }
  const file = toStreamingFile(bytes(), filename, { type: 'application/jsonl' });
  const uploaded = await openai.files.create({ file, purpose }, { timeout: UPLOAD_TIMEOUT_MS });
  log.info(`${key}: ${source} is ${uploaded.id} at the service.`);
  return uploaded.id;
}

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
