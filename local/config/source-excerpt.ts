import { codeFrameColumns } from '@babel/code-frame';
import { type ASTNode, parseModule } from 'magicast';

export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** Returns the lines around a place, with a mark below it; coloured on a terminal. */
export function codeFrame(source: string, at: Place): string {
  return codeFrameColumns(source, { start: at }, { highlightCode: process.stdout.isTTY === true });
}

/**
 * Finds a setting in the source of a config.
 * @param place for instance `agents.support.tools[1]`; if the source does not spell all of it, the nearest part that it does
 * @returns undefined when the source has no `defineConfig({ ... })`
 */
export function locate(source: string, place: string): Place | undefined {
  const steps = place.match(/[^.[\]]+/g) ?? [];
  let node = configObject(source);
  let found: ASTNode | undefined;
  for (const step of steps) {
    const next = node === undefined ? undefined : child(node, step);
    if (next === undefined) break;
    found = next.key ?? next.value;
    node = next.value;
  }
  const start = (found ?? node)?.loc?.start;
  return start ? { line: start.line, column: start.column + 1 } : undefined;
}

function configObject(source: string): ASTNode | undefined {
  let program: ASTNode;
  try {
    program = parseModule(source).$ast;
  } catch {
    return undefined;
  }
  if (program.type !== 'Program') return undefined;
  for (const statement of program.body) {
    if (statement.type !== 'ExportDefaultDeclaration') continue;
    const { declaration } = statement;
    return declaration.type === 'CallExpression' ? (declaration.arguments[0] as ASTNode | undefined) : declaration;
  }
  return undefined;
}

function child(node: ASTNode, step: string): { readonly key?: ASTNode; readonly value: ASTNode } | undefined {
  if (node.type === 'ArrayExpression') {
    const element = node.elements[Number(step)];
    return element ? { value: element } : undefined;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  for (const property of node.properties) {
    if (property.type !== 'ObjectProperty') continue;
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined;
    if (name === step) return { key, value: property.value };
  }
  return undefined;
}
