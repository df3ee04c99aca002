import { createHash } from 'node:crypto';
import os from 'node:os';

/** Characters of the machine's name that go into an id. */
const MACHINE_LENGTH = 16;

/** Names a host in its app's storage: what the setting says, else made from the machine and the app's folder. */
export function hostId(app: string, given: string | undefined): string {
  if (given) return given.toLowerCase();
  const machine = os
    .hostname()
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, MACHINE_LENGTH);
  return `${machine || 'local'}-${createHash('sha256').update(app).digest('hex').slice(0, 10)}`;
}
