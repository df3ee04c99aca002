import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { ApiError, badRequest } from './api-error.ts';
import { asStateError } from './state-error.ts';

/** A file of a form, while it comes in. It must be read to its end, or destroyed. */
export interface FormFile {
  readonly field: string;
  readonly filename: string;
  readonly stream: Readable;
  /** The fields that came before it. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Maximum bytes of a field other than a file. */
const MAX_FIELD_BYTES = 1024 * 1024;

/** Fields and files that a form may have. */
const MAX_PARTS = 100;

/**
 * Reads a multipart form as it streams in; no file is held in memory. `onFile` gets each file in its turn.
 * @returns the fields other than files; those of a list (`name[]`) joined by commas
 * @throws ApiError 400 when it is not such a form or ends early; whatever `onFile` throws
 */
export async function readForm(
  body: Readable,
  headers: IncomingHttpHeaders,
  onFile: (file: FormFile) => Promise<void>,
): Promise<Map<string, string>> {
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\b/i.test(type)) {
    throw badRequest(`The body must be multipart/form-data; its content-type is "${type}".`);
  }
  const fields = new Map<string, string>();
  const work: Promise<void>[] = [];
  const form = openForm({ ...headers, 'content-type': type });
  form.on('field', (name, value) => {
    const before = name.endsWith('[]') ? fields.get(name) : undefined;
    fields.set(name, before === undefined ? value : `${before},${value}`);
  });
  form.on('file', (field, stream, filename) => {
    const taking = onFile({ field, filename, stream, fields });
    work.push(taking);
    taking.catch((error) => {
      stream.destroy();
      form.destroy(error);
    });
  });
  try {
    await pipeline(body, form);
  } catch (error) {
    await Promise.allSettled(work);
    throw error instanceof ApiError || asStateError(error)
      ? error
      : badRequest(`The form cannot be read: ${messageOf(error)}.`);
  }
  await Promise.all(work);
  return fields;
}

function openForm(headers: BusboyHeaders): InstanceType<typeof Busboy> {
  try {
    return new Busboy({ headers, limits: { fieldSize: MAX_FIELD_BYTES, parts: MAX_PARTS } });
  } catch (error) {
    throw badRequest(`The form cannot be read: ${messageOf(error)}.`, 'content-type');
  }
}
