// Compiles the package to dist/, shared/core included, so that the tarball needs nothing else of the repository.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const folder = import.meta.dirname;
const dist = path.join(folder, 'dist');
const output = path.join(dist, 'packages/foundry-emulator/src');
rmSync(dist, { recursive: true, force: true });

const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
const compiler = path.join(path.dirname(manifest), bin.tsc);
const { status } = spawnSync(process.execPath, [compiler, '-p', path.join(folder, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

// The compiler rewrites `.ts` in imports of the JavaScript files but not of the declarations.
for (const file of globSync('**/*.d.ts', { cwd: dist })) {
  const target = path.join(dist, file);
  const text = readFileSync(target, 'utf8');
  writeFileSync(target, text.replace(/((?:from|import\()\s*'\.[^']*)\.ts'/g, "$1.js'"));
}

// Shapes, word lists and the console page are read from beside the code.
for (const file of globSync('src/**/*.{shapes,gz,html,css,js}', { cwd: folder })) {
  const target = path.join(output, path.relative('src', file));
  mkdirSync(path.dirname(target), { recursive: true });
  cpSync(path.join(folder, file), target);
}
const main = path.join(output, 'main.mjs');
writeFileSync(main, readFileSync(path.join(folder, 'src/main.mjs'), 'utf8').replaceAll(".ts'", ".js'"));
chmodSync(main, 0o755);
