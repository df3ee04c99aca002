import { createRequire } from 'node:module';

/** Parses YAML or JSON. The package loads on first use, since most emulators start without such a file. */
export function parseYaml(text: string): unknown {
  const { parse } = createRequire(import.meta.filename)('yaml') as typeof import('yaml');
  return parse(text);
}
