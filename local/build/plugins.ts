import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Keeps the telemetry SDK in a file of its own. Its packages are CommonJS and require each other lazily, so they cannot be split. */
export const telemetryPlugin: Plugin = {
  name: 'telemetry',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/open-telemetry\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './telemetry.cjs', external: true } : undefined,
    ),
};

/**
 * Builds the app with another foundry.config.ts than the one at the root, for instance that of the tests.
 * @param file absolute path
 */
export const configPlugin = (file: string): Plugin => ({
  name: 'config',
  setup: ({ onResolve }) => onResolve({ filter: /\/foundry\.config\.ts$/ }, () => ({ path: file })),
});

/** `const axios_1 = require("axios");` as TypeScript writes it. Names without a number are left: they may also be local variables. */
const REQUIRED = /^const (\w+_\d+) = (require\("[^"]+"\));$/gm;

/**
 * Loads the imports of durable-functions on first use. Its index loads the test utilities, and the client loads axios and validator: a third of
 * the app's start, for what only an HTTP call to the Durable extension needs. Of validator the client uses one function; the rest is 180 KB of
 * regular expressions for telephone numbers and the like.
 */
export const lazyDurablePlugin: Plugin = {
  name: 'lazy-durable',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]durable-functions[\\/]lib[\\/]src[\\/].*\.js$/ }, async ({ path }) => {
      const source = requireOnUse(await readFile(path, 'utf8'));
      const contents = source.replaceAll('(require("validator")).isURL', 'require("validator/lib/isURL").default');
      return { contents, loader: 'js' };
    }),
};

/** Replaces each import of a CommonJS file by its `require` at the place of use. */
export function requireOnUse(source: string): string {
  const imports = new Map([...source.matchAll(REQUIRED)].map(([, name = '', call = '']) => [name, `(${call})`]));
  return source.replace(REQUIRED, '').replace(/\b\w+_\d+\b/g, (name) => imports.get(name) ?? name);
}
