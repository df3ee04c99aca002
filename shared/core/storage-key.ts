import { createHash } from 'node:crypto';

/**
 * An id from outside as a name for a row or a blob. Ids made of plain characters stay readable; every other one is hashed, since
 * storage refuses some characters and long keys. `~` keeps the two apart.
 */
export function storageKey(id: string): string {
  // Hashed as JSON: UTF-8 would make different broken characters the same.
  return /^[A-Za-z0-9_-]{1,128}$/.test(id) ? id : `~${createHash('sha256').update(JSON.stringify(id)).digest('hex')}`;
}
