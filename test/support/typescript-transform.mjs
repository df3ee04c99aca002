import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { transformSync, version } from 'esbuild';

const self = readFileSync(new URL(import.meta.url));

/** Jest runs CommonJS: esbuild strips the types and turns imports into requires. Types are checked by tsc, not here. */
export default {
  getCacheKey: (source, file) =>
    createHash('sha256').update(self).update(version).update(file).update(source).digest('hex'),
  process: (source, file) =>
    transformSync(source, {
      loader: 'ts',
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      sourcefile: file,
      sourcemap: 'inline',
      // Jest's sandbox knows no import() without an experimental flag: it becomes a require, too.
      supported: { 'dynamic-import': false },
      define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    }),
};
