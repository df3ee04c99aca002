import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'many-tests-'));
  const reporter = path.join(root, 'test/support/summary-reporter.mjs');
  writeFileSync(
    path.join(folder, 'jest.config.json'),
    JSON.stringify({ rootDir: folder, reporters: [reporter], maxWorkers: 1, transform: {} }),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes the given tests beside enough sound ones to make a run of many files. */
const runWith = (tests: Record<string, string>, sound = 20) => {
  for (let n = 0; n < sound; n++) tests[`sound-${n}`] = `it('pass', () => {}); it.skip('wait', () => {});`;
  for (const [name, code] of Object.entries(tests)) writeFileSync(path.join(folder, `${name}.test.js`), code);
  const config = path.join(folder, 'jest.config.json');
  const args = [path.join(root, 'test/run.mjs'), '--config', config];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: root });
  return { status, lines: stdout.trim().split('\n') };
};

const FAILS_ONCE = `
  const { existsSync, writeFileSync } = require('node:fs');
  const marker = require('node:path').join(__dirname, 'marker');
  it('pass', () => {});
  it('come right at last', () => {
    const second = existsSync(marker);
    writeFileSync(marker, '');
    expect(second).toBe(true);
  });`;

describe('npm test', () => {
  it('ends with the counts alone on a line', () => {
    const { status, lines } = runWith({}, 2);
    expect(status).toBe(0);
    expect(lines.at(-1)).toBe('2 passed, 0 failed, 2 skipped');
  });

  it('runs failed files of a large run again and names what passed only then', () => {
    const { status, lines } = runWith({ once: FAILS_ONCE });
    expect(status).toBe(0);
    expect(lines).toContainEqual(expect.stringMatching(/once\.test\.js: come right at last$/));
    expect(lines.at(-1)).toBe('22 passed, 0 failed, 20 skipped');
  });

  it('fails when a test fails both times', () => {
    const { status, lines } = runWith({ never: `it('fail', () => { throw new Error('no'); });`, broken: '}' });
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('20 passed, 2 failed, 20 skipped');
  });

  it('fails at once when only few files were asked for', () => {
    const { status, lines } = runWith({ once: FAILS_ONCE }, 2);
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('3 passed, 1 failed, 2 skipped');
  });

  it('does not try again what fails in many files', () => {
    const failing = Object.fromEntries(
      Array.from({ length: 6 }, (_, n) => [`once-${n}`, FAILS_ONCE.replace("'marker'", `'marker-${n}'`)]),
    );
    const { status, lines } = runWith(failing);
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('26 passed, 6 failed, 20 skipped');
  });
});
