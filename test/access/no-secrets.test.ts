import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** What secrets look like; Azurite's key is public, and shorter ones are made up. */
const SECRETS: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/,
  /AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)[A-Za-z0-9+/]{80,}/,
  /\bsk-(?:proj-)?[A-Za-z0-9]{32,}/,
  /\bgh[pousr]_[A-Za-z0-9]{36}/,
  /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{40,}/,
];

const found = (text: string) => SECRETS.filter((secret) => secret.test(text)).map(String);

describe('the repository', () => {
  it('holds no secret', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 });
    const guilty = files
      .split('\0')
      .filter((file) => file !== '' && file !== 'package-lock.json')
      .flatMap((file) => found(readFileSync(path.join(root, file), 'utf8')).map((secret) => `${file}: ${secret}`));
    expect(guilty).toEqual([]);
  });

  it('would be caught holding one', () => {
    expect(found(`AccountKey=${'a'.repeat(86)}==`)).toHaveLength(1);
    expect(found(`token: ${'ghp'}_${'a'.repeat(36)}`)).toHaveLength(1);
  });
});
