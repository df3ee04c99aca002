import { createRequire } from 'node:module';

/** What is in a text of YAML or JSON. Most emulators are started without such a file: the package is loaded when there is one. */
export function parseYaml(text: string): unknown {
  const { parse } = createRequire(import.meta.filename)('yaml') as typeof import('yaml');
  return parse(text);
}
