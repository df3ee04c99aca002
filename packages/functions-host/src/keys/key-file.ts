import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../shared/core/setup-error.ts';

const keysByName = z.record(z.string(), z.string());
const schema = z.object({
  master: z.string(),
  host: keysByName,
  system: keysByName,
  functions: z.record(z.string(), keysByName),
});

/** All keys of a host by name; function keys also by function. */
export type Keys = z.infer<typeof schema>;

/**
 * Reads the keys, or generates them when the file does not exist.
 * @throws SetupError when the file cannot be read
 */
export function readKeys(file: string): Keys {
  if (!existsSync(file)) {
    const keys: Keys = { master: newKey(), host: { default: newKey() }, system: {}, functions: {} };
    saveKeys(file, keys);
    return keys;
  }
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new SetupError(
      `The keys in ${file} cannot be read. Delete the file, and the host makes new keys; callers then need the new ones.`,
    );
  }
}

/** Writes the keys atomically, readable by the owner only. */
export function saveKeys(file: string, keys: Keys): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Generates a key in the form of the real host: 40 random bytes in 54 URL-safe characters and padding. */
export function newKey(): string {
  return `${randomBytes(40).toString('base64url')}==`;
}
