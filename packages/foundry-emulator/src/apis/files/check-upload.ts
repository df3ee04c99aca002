import { badRequest } from '../../core/http/api-error.ts';
import {
  BATCH_FILE_LIFETIME_SECONDS,
  FILE_EXPIRY_SECONDS,
  MAX_BATCH_FILE_BYTES,
  MAX_FILE_BYTES,
  MAX_FINE_TUNING_FILE_BYTES,
} from '../../core/limits.ts';
import { UPLOAD_PURPOSES, type UploadPurpose } from './file-object.ts';

type Fields = ReadonlyMap<string, string>;

/** Fields of an upload. */
export interface UploadRequest {
  readonly purpose: UploadPurpose;
  /** Lifetime of the file in seconds. */
  readonly lifetime?: number;
}

/** Purposes whose files must have the extension .jsonl. */
const LINES_ONLY: readonly UploadPurpose[] = ['fine-tune', 'batch', 'evals'];

/** Returns the maximum size for a purpose, or the largest maximum while the purpose is unknown. */
export function largestFile(purpose: string | undefined): number {
  if (purpose === 'batch') return MAX_BATCH_FILE_BYTES;
  return purpose === undefined || purpose === 'fine-tune' ? MAX_FINE_TUNING_FILE_BYTES : MAX_FILE_BYTES;
}

/** Reads the fields of an upload. @throws ApiError 400 naming the field */
export function readUploadRequest(fields: Fields): UploadRequest {
  const purpose = UPLOAD_PURPOSES.find((known) => known === fields.get('purpose'));
  if (purpose === undefined) {
    const given = fields.get('purpose');
    const found = given === undefined ? 'is missing' : `is "${given}"`;
    throw badRequest(`purpose ${found}; it must be one of ${UPLOAD_PURPOSES.join(', ')}.`, 'purpose');
  }
  const lifetime = lifetimeOf(fields) ?? (purpose === 'batch' ? BATCH_FILE_LIFETIME_SECONDS : undefined);
  return { purpose, ...(lifetime === undefined ? {} : { lifetime }) };
}

/** @throws ApiError 400 when the purpose does not allow the file name */
export function checkFilename(filename: string, purpose: UploadPurpose): void {
  if (!LINES_ONLY.includes(purpose) || /\.jsonl$/i.test(filename)) return;
  throw badRequest(
    `A file for ${purpose} must be JSON lines, in a file whose name ends with .jsonl; it is "${filename}".`,
    'file',
  );
}

function lifetimeOf(fields: Fields): number | undefined {
  const anchor = fields.get('expires_after[anchor]');
  const text = fields.get('expires_after[seconds]');
  if (anchor === undefined && text === undefined) return undefined;
  if (anchor !== 'created_at') throw badRequest('expires_after.anchor must be created_at.', 'expires_after[anchor]');
  const seconds = Number(text);
  const { min, max } = FILE_EXPIRY_SECONDS;
  if (Number.isInteger(seconds) && seconds >= min && seconds <= max) return seconds;
  throw badRequest(`expires_after.seconds must be a whole number from ${min} to ${max}.`, 'expires_after[seconds]');
}
