import { createHash } from 'node:crypto';
import os from 'node:os';

/** Longest part of an id that comes from the machine's name, in characters. */
const MACHINE_LENGTH = 16;

/** Identifies a host in its app's storage: by the setting, else by the machine's name and the app's folder. */
export function hostId(app: string, given: string | undefined): string {
  if (given) return given.toLowerCase();
  const machine = os
    .hostname()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, MACHINE_LENGTH);
  return `${machine || 'local'}-${createHash('sha256').update(app).digest('hex').slice(0, 10)}`;
}
