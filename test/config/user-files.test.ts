import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Files that a user of the repository replaces. */
const USER_FILE = String.raw`(?:foundry\.(?:config|tour)\.ts|infra/data/storage\.json|functions/tools/[\w./*-]*)`;

/** Reads of such a file: by its path from the root, or by an import. */
const READS = [
  new RegExp(String.raw`(?:readFileSync|readFile|existsSync|globSync|path\.resolve)\('${USER_FILE}'`),
  new RegExp(String.raw`(?:from|import\(|require\(|import) ?'(?:\.\./)+${USER_FILE}'`),
];

/** Compares the file with its own fixture, to put the fixture in its place. */
const ALLOWED = ['test/infra/support/bicep.ts'];

describe('the tests of the product', () => {
  it('read none of the files that a user replaces', () => {
    const files = globSync('{test,packages/*/test}/**/*.ts', {
      exclude: (file) => /(?:^|[\\/])node_modules$/.test(file),
    });
    expect(files.length).toBeGreaterThan(400);
    const reading = files
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !ALLOWED.includes(file))
      .filter((file) => READS.some((pattern) => pattern.test(readFileSync(file, 'utf8'))));
    expect(reading).toEqual([]);
  });

  it.each([
    ['../../foundry.config.ts', 'test/fixture-app/foundry.config.ts'],
    ['../../infra/data/storage.json', 'test/fixture-app/storage.json'],
  ])('get the fixture when the code imports %s', (specifier, fixture) => {
    expect(path.relative('.', require.resolve(specifier))).toBe(path.normalize(fixture));
  });
});
