import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readLocalSettings } from '../../src/settings/local-settings.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'local-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (value: unknown) => writeFileSync(path.join(folder, 'local.settings.json'), JSON.stringify(value));

describe('local.settings.json', () => {
  it('may be missing', () => {
    expect(readLocalSettings(path.join(folder, 'elsewhere'))).toEqual({ values: {}, allowedOrigins: [] });
  });

  it('has values as text, and the origins that CORS allows', () => {
    write({ IsEncrypted: false, Values: { A: 'x', N: 5, B: true }, Host: { CORS: '*' } });
    expect(readLocalSettings(folder)).toEqual({ values: { A: 'x', N: '5', B: 'true' }, allowedOrigins: ['*'] });
  });

  it('that is encrypted is refused', () => {
    write({ IsEncrypted: true, Values: {} });
    expect(() => readLocalSettings(folder)).toThrow(/IsEncrypted: must be false/);
  });

  it('names a value of the wrong type without showing it', () => {
    write({ Values: { SECRET: 'hidden-value', BAD: { nested: 'hidden-value' } } });
    expect(() => readLocalSettings(folder)).toThrow(/Values\.BAD: /);
    expect(() => readLocalSettings(folder)).not.toThrow(/hidden-value/);
  });
});
