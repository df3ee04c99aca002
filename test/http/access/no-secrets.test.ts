import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

function scan(folder: string) {
  const args = ['--disable-warning=ExperimentalWarning', path.join(root, 'local/commands/scan-secrets.ts'), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

/** Put together here, or this file itself would be found. */
const SECRETS: Readonly<Record<string, string>> = {
  'storage.env': `AccountKey=${'a'.repeat(86)}==`,
  'bus.txt': `Endpoint=sb://a;SharedAccessKeyName=Root;${'SharedAccess'}Key=${'b'.repeat(43)}=`,
  'link.md': `https://a.blob.core.windows.net/c?sv=2024&${'sig'}=${'c'.repeat(44)}`,
  'github.yml': `token: ${'ghp'}_${'aB3dE6gH9j'.repeat(4).slice(0, 36)}`,
  'key.pem': `-----BEGIN ${'RSA'} PRIVATE KEY-----\n${'MIIEpAIBAAKCAQEA7'.repeat(20)}\n-----END ${'RSA'} PRIVATE KEY-----\n`,
  'entra.json': `"eyJ${'h'.repeat(24)}.eyJ${'p'.repeat(24)}.${'s'.repeat(43)}"`,
};

describe('the scan for secrets', () => {
  it('finds none in this repository', () => {
    expect(scan(root)).toEqual({ status: 0, text: 'No secret was found.\n' });
  });

  it('finds each that is planted, also before it is committed, and shows none of it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
    try {
      execFileSync('git', ['init', '-q'], { cwd: folder });
      for (const [file, secret] of Object.entries(SECRETS))
        writeFileSync(path.join(folder, file), `one line\n${secret}\n`);
      writeFileSync(path.join(folder, 'clean.ts'), "export const key = process.env.KEY ?? '';\n");
      const { status, text } = scan(folder);
      expect(status).toBe(1);
      const guilty = text.split('\n').flatMap((line) => /^([\w.]+):2: /.exec(line)?.[1] ?? []);
      expect([...new Set(guilty)].toSorted()).toEqual(Object.keys(SECRETS).toSorted());
      expect(Object.values(SECRETS).filter((secret) => text.includes(secret.slice(-20)))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
