// Builds the console into static files. The app serves them below /api/console, the emulator its own pages below /_emulator/. The pages run under
// `default-src 'self'`: no inline script, and no other origin.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;

/** @param outdir folder for the files; esbuild creates it */
export async function buildConsole(outdir: string): Promise<void> {
  await build({
    absWorkingDir: here,
    entryPoints: { console: 'src/main.tsx' },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    minify: true,
    sourcemap: 'linked',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    alias: { react: 'preact/compat', 'react-dom': 'preact/compat' },
    define: { 'process.env.NODE_ENV': '"production"' },
    chunkNames: 'chunks/[name]-[hash]',
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) copyFileSync(path.join(here, 'src', file), path.join(outdir, file));
}
