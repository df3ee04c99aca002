import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The rows of the threat model in docs/security.md, each with its tests: a file and the name of a test in it. */
const rows = () => {
  const [, section = ''] = readFileSync(path.join(root, 'docs/security.md'), 'utf8').split('## Threat model\n');
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => {
    const [, threat = '', , , tests = ''] = line.split('|').map((cell) => cell.trim());
    return {
      threat,
      tests: [...tests.matchAll(/`([^`]+)` "([^"]+)"/g)].map(([, file = '', name = '']) => ({ file, name })),
    };
  });
};

describe('the threat model', () => {
  it('has rows, and a test for each', () => {
    expect(rows().length).toBeGreaterThanOrEqual(15);
    expect(rows().filter(({ tests }) => tests.length === 0)).toEqual([]);
  });

  it('names tests that exist', () => {
    const missing = rows()
      .flatMap(({ tests }) => tests)
      .filter(({ file, name }) => {
        const full = path.join(root, file);
        return !existsSync(full) || !readFileSync(full, 'utf8').includes(name);
      });
    expect(missing).toEqual([]);
  });
});
