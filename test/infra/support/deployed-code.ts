import { globSync, readFileSync } from 'node:fs';

/**
 * Returns the source of the runtime that is deployed, by path. The user's tools are not part of it, nor are the doctor and the commands in shared/,
 * which run on a developer's machine.
 */
export function deployedCode(): ReadonlyMap<string, string> {
  const files = globSync('{functions,shared}/**/*.ts')
    .filter(
      (file) =>
        !/^(functions\/tools|shared\/azure\/management|shared\/operations\/doctor|shared\/operations\/project)\//.test(
          file.replaceAll('\\', '/'),
        ),
    )
    .sort();
  return new Map(files.map((file) => [file.replaceAll('\\', '/'), readFileSync(file, 'utf8')]));
}

/** Constants of the code that hold a text: `X` of `const X = 'text'`. */
export function textConstants(code: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(
    [...code.values()].flatMap((text) =>
      [...text.matchAll(/const ([A-Z][A-Z0-9_]+)(?:: string)? = '([^']*)'/g)].map(
        ([, name = '', value = '']) => [name, value] as const,
      ),
    ),
  );
}
