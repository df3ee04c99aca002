import { createHash } from 'node:crypto';

/**
 * JSON with the fields of every object in alphabetical order: the same request gives the same text, however it was written.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
  return `{${fields.join(',')}}`;
}

export const hashOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/**
 * An id from outside as a name for a row or a blob. Ids made of plain characters stay readable; every other one is hashed, since
 * storage refuses some characters and long keys. `~` keeps the two apart.
 */
export function storageKey(id: string): string {
  // Hashed as JSON: UTF-8 would make different broken characters the same.
  return /^[A-Za-z0-9_-]{1,128}$/.test(id) ? id : `~${createHash('sha256').update(JSON.stringify(id)).digest('hex')}`;
}
