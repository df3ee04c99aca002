import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { KeyStore } from '../../src/keys/key-store.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function stateFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'keys-'));
  folders.push(folder);
  return folder;
}

describe('the keys of a host', () => {
  it('are generated on first use and readable by the owner only', () => {
    const state = stateFolder();
    const keys = new KeyStore(state);
    expect(existsSync(keys.file)).toBe(false);
    expect(keys.master).toMatch(/^[\w-]{54}==$/);
    expect(statSync(keys.file).mode & 0o777).toBe(0o600);
  });

  it('are the same after a restart', () => {
    const state = stateFolder();
    const all = (keys: KeyStore) => [
      keys.master,
      keys.list('host'),
      keys.system('durabletask_extension'),
      keys.list({ function: 'f' }),
    ];
    const before = all(new KeyStore(state));
    expect(all(new KeyStore(state))).toEqual(before);
    expect(new Set(JSON.stringify(before).match(/[\w-]{54}==/g)).size).toBe(4);
  });

  it('can be set by the environment', () => {
    const keys = new KeyStore(stateFolder(), { master: 'm', host: 'h', system: 's' });
    expect([keys.master, keys.list('host').default, keys.system('any')]).toEqual(['m', 'h', 's']);
  });

  it('can be set, renewed and deleted', () => {
    const state = stateFolder();
    const keys = new KeyStore(state);
    keys.put({ function: 'f' }, 'mine', 'chosen');
    keys.put('host', 'default', 'other');
    expect(new KeyStore(state).list({ function: 'f' })).toEqual({ mine: 'chosen' });
    expect(new KeyStore(state).list('host')).toEqual({ default: 'other' });
    expect([keys.delete({ function: 'f' }, 'mine'), keys.delete({ function: 'f' }, 'mine')]).toEqual([true, false]);
    expect(new KeyStore(state).list({ function: 'f' })).toEqual({ default: expect.stringMatching(/^[\w-]{54}==$/) });
  });

  it('report the remedy when they cannot be read', () => {
    const state = stateFolder();
    writeFileSync(path.join(state, 'keys.json'), '{"master":5}');
    expect(() => new KeyStore(state).open()).toThrow(/keys\.json cannot be read\. Delete the file/);
  });
});
