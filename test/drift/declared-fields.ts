import path from 'node:path';
import {
  isIdentifier,
  isInterfaceDeclaration,
  isModuleDeclaration,
  isPropertySignatureDeclaration,
  isStringLiteral,
  type Node,
} from 'typescript/unstable/ast';
import { API } from 'typescript/unstable/sync';

const root = path.resolve(import.meta.dirname, '../..');

/** Fields of the interfaces that a package declares, by `Name` or, in a namespace, `Outer.Name`. */
export type Declared = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads the declarations of packages with the compiler itself: those that this project's own program is made of. */
export function declaredFields(...packages: readonly string[]): Declared[] {
  const api = new API({ cwd: root });
  try {
    const [project] = api.updateSnapshot({ openProject: path.join(root, 'tsconfig.json') }).getProjects();
    if (!project) throw new Error('The compiler found no project at tsconfig.json.');
    const files = project.program.getSourceFileNames();
    return packages.map((name) => {
      const found = new Map<string, Set<string>>();
      for (const file of files.filter((each) => each.includes(`/node_modules/${name}/`))) {
        const source = project.program.getSourceFile(file);
        if (source) collect(source, '', found);
      }
      return found;
    });
  } finally {
    api.close();
  }
}

function collect(node: Node, namespace: string, found: Map<string, Set<string>>): void {
  node.forEachChild((child) => {
    if (isInterfaceDeclaration(child)) {
      const name = `${namespace}${child.name.text}`;
      const fields = found.get(name) ?? new Set();
      for (const member of child.members) {
        if (isPropertySignatureDeclaration(member) && (isIdentifier(member.name) || isStringLiteral(member.name))) {
          fields.add(member.name.text);
        }
      }
      found.set(name, fields);
    }
    const inner =
      isModuleDeclaration(child) && isIdentifier(child.name) ? `${namespace}${child.name.text}.` : namespace;
    collect(child, inner, found);
    return undefined;
  });
}
