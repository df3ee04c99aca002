import * as z from 'zod';
import { TerminalError } from '../../core/errors.ts';
import type { JobFiles } from './job-files.ts';

/** A request as it was accepted, with what its words stood for then. */
export interface StoredRequest {
  readonly body: unknown;
  readonly pins?: Readonly<Record<string, string>> | undefined;
}

const kept = z.object({ body: z.unknown(), pins: z.record(z.string(), z.string()).optional() });

const fileOf = (kind: string) => `request-${kind}.json`;

/** Requests lie in storage and not in the orchestration's history, which is read again with every step. */
export async function saveRequest(files: JobFiles, id: string, kind: string, request: StoredRequest): Promise<void> {
  await files.write(id, fileOf(kind), JSON.stringify(request));
}

export const hasRequest = async (files: JobFiles, id: string, kind: string): Promise<boolean> =>
  (await files.read(id, fileOf(kind))) !== undefined;

export async function readRequest(files: JobFiles, id: string, kind: string): Promise<StoredRequest> {
  const text = await files.read(id, fileOf(kind));
  if (text === undefined) throw new TerminalError(`The request of ${id} is gone: ${fileOf(kind)} was deleted.`);
  return kept.parse(JSON.parse(text));
}
