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
