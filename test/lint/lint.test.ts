import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findingsIn } from './english.ts';

const root = path.resolve(__dirname, '../..');

describe('the layer rules of npm run lint', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'layers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs dependency-cruiser with the rules of the repository on a tree of these files. */
  function violations(files: Readonly<Record<string, string>>): {
    readonly status: number | null;
    readonly rules: readonly string[];
  } {
    rmSync(folder, { recursive: true, force: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const top = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? ''))];
    const command = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const { status, stdout } = spawnSync(
      process.execPath,
      [command, '--config', path.join(root, '.dependency-cruiser.cjs'), ...top],
      { cwd: folder, encoding: 'utf8' },
    );
    const rules = [...stdout.matchAll(/error ([a-z-]+):/g)].map(([, rule = '']) => rule);
    return { status, rules: [...new Set(rules)].sort() };
  }

  const value = 'export const value = 1;\n';

  it('accept imports of lower layers', () => {
    expect(
      violations({
        'shared/core/a.ts': value,
        'shared/tools/b.ts': "export { value } from '../core/a.ts';\n",
        'functions/c.ts': "import '../shared/tools/b.ts';\n",
      }),
    ).toEqual({ status: 0, rules: [] });
  });

  it.each([
    [
      'a lower layer imports a higher one',
      'shared-core-imports-lower-layers-only',
      { 'shared/tools/b.ts': value, 'shared/core/a.ts': "export { value } from '../tools/b.ts';\n" },
    ],
    [
      'two capabilities import each other',
      'shared-tools-imports-lower-layers-only',
      {
        'shared/jobs/b.ts': value,
        'shared/ingestion/b.ts': "export { value } from '../jobs/b.ts';\n",
        'shared/tools/a.ts': "export { value } from '../ingestion/b.ts';\n",
      },
    ],
    [
      'deployed code imports the local platform',
      'deployed-code-stays-apart',
      { 'local/b.ts': value, 'functions/a.ts': "export { value } from '../local/b.ts';\n" },
    ],
    [
      'a package imports the app',
      'packages-stand-alone',
      {
        'shared/jobs/b.ts': value,
        'packages/foundry-emulator/src/a.ts': "export { value } from '../../../shared/jobs/b.ts';\n",
      },
    ],
    [
      'folders form a cycle by types',
      'no-cycle-between-folders',
      {
        'shared/jobs/one/a.ts': "import type { B } from '../two/b.ts';\nexport type A = B;\n",
        'shared/jobs/two/b.ts': 'export type B = 1;\n',
        'shared/jobs/two/c.ts': "import type { A } from '../one/a.ts';\nexport type C = A;\n",
      },
    ],
    ['nothing imports a module', 'no-orphans', { 'shared/core/a.ts': value }],
  ])('fail when %s', (_what, rule, files: Readonly<Record<string, string>>) => {
    const found = violations(files);
    expect(found.rules).toContain(rule);
    expect(found.status).not.toBe(0);
  });
});

describe('the English rules of npm run lint', () => {
  it.each([
    ['a.ts', '/** What is read next. */'],
    ['a.ts', '/** Whether it runs. */'],
    ['a.ts', '// Nobody waits for it.'],
    ['a.ts', 'const text = `An image that is no image at all`;'],
    ['test/a.test.ts', "it('tells whoever asks', () => {});"],
    ['docs/a.md', 'Somebody may have changed it.'],
    ['shared/jobs/carry/a.ts', ''],
  ])('find in %s: %s', (file, text) => {
    expect(findingsIn(file, text)).toHaveLength(1);
  });

  it.each([
    ['a.ts', '/** Returns the due occurrences. */'],
    ['a.ts', 'throw new TerminalError(`There is no order with this number.`);'],
    ['docs/a.md', '```\n// Nobody reads code samples\n```'],
  ])('accept in %s: %s', (file, text) => {
    expect(findingsIn(file, text)).toEqual([]);
  });
});
