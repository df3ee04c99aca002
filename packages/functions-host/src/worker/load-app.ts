import { existsSync, globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseJson } from '../core/read-json.ts';
import { appHookData, runHooks } from './hooks.ts';
import { onLoopback } from './loopback-only.ts';
import { registry } from './registry.ts';

/**
 * Loads the files of package.json's `main` (a file or a glob) and runs the app's start hooks.
 * @throws Error with the cause and the remedy when there is nothing to load or a file fails
 */
export async function loadApp(app: string): Promise<Record<string, string>> {
  supplyFunctionsCore();
  for (const file of appFiles(app)) {
    registry.loading = file;
    try {
      await import(pathToFileURL(file).href);
    } catch (cause) {
      const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      throw new Error(`The app could not be loaded: ${path.relative(app, file)} failed with\n${text}`, { cause });
    }
  }
  await runHooks('appStart', { hookData: {}, appHookData, functionAppDirectory: app });
  registry.loading = undefined;
  if (!registry.model) {
    throw new Error(
      `The app registered no function. package.json's "main" must name files that call app.http(...) and the like of @azure/functions 4.`,
    );
  }
  const { model } = registry;
  return (await onLoopback(() => model.getCapabilities?.({}))) ?? {};
}

/** Resolves every `require` or `import` of @azure/functions-core to this package's module. */
function supplyFunctionsCore(): void {
  const url = pathToFileURL(path.join(import.meta.dirname, `functions-core${path.extname(import.meta.filename)}`)).href;
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '@azure/functions-core' ? { url, shortCircuit: true } : next(specifier, context),
  });
}

function appFiles(app: string): string[] {
  const manifest = path.join(app, 'package.json');
  if (!existsSync(manifest)) {
    throw new Error(`${app} has no package.json. Name the app's folder with --app.`);
  }
  const { main } = parseJson(manifest) as { main?: unknown };
  if (typeof main !== 'string') {
    throw new Error(
      `${manifest} has no "main". Set it to the file, or the glob of files, that registers the functions.`,
    );
  }
  const files = globSync(main, { cwd: app }).sort();
  if (files.length === 0) {
    throw new Error(
      `The app is not built: no file matches "${main}", the "main" of ${manifest}. Build it first (npm run build).`,
    );
  }
  return files.map((file) => path.join(app, file));
}
