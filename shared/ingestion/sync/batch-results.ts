import type { Reason } from '../../jobs/workflow/job-state.ts';
import { failed, type Indexed, indexed, lost, postponed } from '../ledger/blob-state.ts';
import type { StoreLedger } from '../ledger/store-ledger.ts';
import type { AttachedFile } from '../service/vector-store-client.ts';

/** Codes of files that a further attempt cannot index. Source: Azure OpenAI REST 2024-10-01-preview, last_error of a vector store file. */
const FINAL: readonly string[] = ['unsupported_file', 'invalid_file', 'file_too_large', 'token_limit_exceeded'];

/** Records that a file has been indexed, for all blobs with its content. */
export function recordIndexed(ledger: StoreLedger, file: Indexed, now: number): void {
  for (const path of ledger.usersOf(file.fileId)) {
    const row = ledger.rows.get(path);
    if (row !== undefined) ledger.put(indexed(row, file, now));
  }
  // Its blobs may have changed meanwhile.
  ledger.reviews.add(file.fileId);
}

/** Records that a file has not been indexed. @returns true when blobs still use it */
export function recordFailed(ledger: StoreLedger, { fileId, status, error }: AttachedFile, now: number): boolean {
  const reason: Reason = error ?? {
    code: status,
    message: `The service ended the file as "${status}" and gave no reason.`,
  };
  for (const path of ledger.usersOf(fileId)) {
    const row = ledger.rows.get(path);
    if (row?.fileId !== fileId || row.servingId === fileId) continue;
    // A blob that changed meanwhile is read again anyway.
    if (row.status === 'uploaded') {
      ledger.put(FINAL.includes(reason.code) ? failed(row, reason, now) : postponed(row, 'uploaded', reason, now));
    }
  }
  return ledger.usersOf(fileId).length > 0;
}

/** Records that a file is missing at the service: its blobs become pending. */
export function recordLost(ledger: StoreLedger, fileId: string, now: number): void {
  for (const path of ledger.usersOf(fileId)) {
    const row = ledger.rows.get(path);
    if (row !== undefined) ledger.put(lost(row, fileId, now));
  }
}
