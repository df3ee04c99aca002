import { globSync, readFileSync } from 'node:fs';

/** The source of what is deployed, by path. The doctor, what it asks Azure with, and the agents command lie in shared/ too, but run on people's machines. */
export function deployedCode(): ReadonlyMap<string, string> {
  const files = globSync('{functions,shared}/**/*.ts')
    .filter(
      (file) => !/^shared\/(azure\/management|operations\/doctor|foundry\/agents)\//.test(file.replaceAll('\\', '/')),
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
