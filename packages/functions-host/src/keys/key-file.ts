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

/** All keys of a host: each group by the names of its keys, functions by theirs first. */
export type Keys = z.infer<typeof schema>;

/** Reads the keys; makes them when there is no file yet. @throws SetupError when the file cannot be read */
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

/** Readable by its owner only, and never half-written. */
export function saveKeys(file: string, keys: Keys): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** 40 random bytes in the form of the real host's keys: 54 characters that need no escaping in a URL, and the padding. */
export function newKey(): string {
  return `${randomBytes(40).toString('base64url')}==`;
}
