import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** TypeScript of the docs that is a whole module: it begins with an import, or with a comment that names its file. */
function modulesIn(file: string): string[] {
  return [...readFileSync(path.join(root, file), 'utf8').matchAll(/^( *)```ts\n([\s\S]*?)^ *```/gm)]
    .map(([, indent = '', code = '']) => code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
    .filter((code) => /^(\/\/ \S+\.ts\n)?import /.test(code));
}

describe('the TypeScript of README and docs', () => {
  it('compiles as printed', () => {
    // Two folders below the root, as functions/tools is, so that imports resolve; git ignores the folder.
    mkdirSync(path.join(root, '.local'), { recursive: true });
    const folder = mkdtempSync(path.join(root, '.local/snippets-'));
    try {
      const files = ['README.md', ...globSync('docs/**/*.md', { cwd: root, exclude: ['**/node_modules/**'] })];
      const modules = files.flatMap((file) => modulesIn(file).map((code) => ({ file, code })));
      expect(modules.length).toBeGreaterThanOrEqual(3);
      for (const [index, { file, code }] of modules.entries()) {
        writeFileSync(path.join(folder, `${file.replaceAll(/\W/g, '-')}-${index}.ts`), `${code}\nexport {};\n`);
      }
      const options = {
        extends: '../../tsconfig.json',
        compilerOptions: { types: ['node'], noUnusedLocals: false },
        include: ['*.ts'],
      };
      writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(options));
      const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
      const { stdout } = spawnSync(process.execPath, [compiler, '--project', folder], { encoding: 'utf8' });
      expect(stdout).toBe('');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
