import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** Reads Bicep into a syntax tree. The grammar is the public one of tree-sitter; it knows the words of the language, not Azure's types. */
export async function bicepParser(): Promise<(file: string) => Node> {
  await Parser.init();
  const grammar = path.resolve('node_modules/tree-sitter-bicep/tree-sitter-bicep.wasm');
  const parser = new Parser().setLanguage(await Language.load(new Uint8Array(readFileSync(grammar))));
  return (file) => {
    const tree = parser.parse(readFileSync(file, 'utf8'));
    if (tree === null) throw new Error(`${file} was not read.`);
    return tree.rootNode;
  };
}

/** Places where the text is no Bicep, as `line: text`. */
export function syntaxErrors(root: Node): readonly string[] {
  return root
    .descendantsOfType('ERROR')
    .flatMap((node) => (node === null ? [] : [`${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`]));
}
