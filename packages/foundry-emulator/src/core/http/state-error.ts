import { messageOf } from '../../../../../shared/core/errors.ts';
import { ApiError } from './api-error.ts';

const FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const UNUSABLE = ['EROFS', 'EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE'];
/** Primary result codes of SQLite: https://sqlite.org/rescode.html. */
const SQLITE = { readOnly: 8, ioError: 10, full: 13, cannotOpen: 14 };

/**
 * Returns the answer for an error of the disk that holds the state: 507 when it is full, 503 when it cannot be read or written; undefined
 * for every other error. The request itself was right, so the answer is never a 400.
 */
export function asStateError(error: unknown): ApiError | undefined {
  const { code, sqlite } = codesOf(error);
  if (FULL.includes(code) || sqlite === SQLITE.full) {
    return new ApiError(507, {
      code: 'insufficient_storage',
      message:
        "The disk with the emulator's state is full, so nothing was stored. Free some space, or start the emulator with --state on another disk, and try again.",
    });
  }
  if (UNUSABLE.includes(code) || [SQLITE.readOnly, SQLITE.ioError, SQLITE.cannotOpen].includes(sqlite)) {
    return new ApiError(503, {
      code: 'state_unavailable',
      message: `The emulator's state folder cannot be used (${messageOf(error)}). Make it readable and writable, or start the emulator with --state and another folder.`,
    });
  }
  return undefined;
}

function codesOf(error: unknown): { readonly code: string; readonly sqlite: number } {
  if (typeof error !== 'object' || error === null) return { code: '', sqlite: 0 };
  const { code = '', errcode = 0 } = error as { readonly code?: unknown; readonly errcode?: unknown };
  // Extended result codes hold the primary one in their lowest byte.
  return { code: String(code), sqlite: Number(errcode) & 0xff };
}
