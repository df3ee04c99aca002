import { globSync } from 'node:fs';
import path from 'node:path';
import type { Node } from 'web-tree-sitter';
import { bicepParser } from './bicep-parser.ts';

/** A module another template is used as. */
export interface ModuleUse {
  readonly symbol: string;
  /** A path beside the template, or a reference into a registry. */
  readonly source: string;
  readonly params: readonly string[];
}

/** One .bicep file, as far as the tests ask. */
export interface Template {
  readonly file: string;
  readonly root: Node;
  readonly params: readonly { readonly name: string; readonly required: boolean }[];
  readonly outputs: readonly string[];
  readonly modules: readonly ModuleUse[];
  /** `Type@version` of every resource, by symbol. */
  readonly resources: ReadonlyMap<string, string>;
}

/** Every template of infra/, by its path from the root of the repository. */
export async function templates(): Promise<ReadonlyMap<string, Template>> {
  const parse = await bicepParser();
  const files = globSync('infra/**/*.bicep').sort();
  return new Map(files.map((file) => [file.split(path.sep).join('/'), read(file, parse(file))]));
}

function read(file: string, root: Node): Template {
  const declarations = (type: string) => root.namedChildren.filter((node): node is Node => node?.type === type);
  return {
    file,
    root,
    params: declarations('parameter_declaration').map((node) => ({
      name: symbolOf(node),
      required: !/=/.test(node.text),
    })),
    outputs: declarations('output_declaration').map(symbolOf),
    modules: declarations('module_declaration').map((node) => ({
      symbol: symbolOf(node),
      source: unquoted(childOf(node, 'string').text),
      params: propertiesOf(bodyOf(node), 'params'),
    })),
    resources: new Map(
      root
        .descendantsOfType('resource_declaration')
        .flatMap((node) => (node === null ? [] : [[symbolOf(node), unquoted(childOf(node, 'string').text)] as const])),
    ),
  };
}

export function symbolOf(node: Node): string {
  return childOf(node, 'identifier').text;
}

/** The object of a declaration, behind its condition or its loop. */
export function bodyOf(node: Node): Node {
  const [body] = node.descendantsOfType('object');
  if (!body) throw new Error(`${node.text.slice(0, 60)} has no body.`);
  return body;
}

/** The keys of the object that `key` holds; none when there is no such key. */
export function propertiesOf(body: Node, key: string): readonly string[] {
  const property = propertyOf(body, key);
  const object = property?.namedChildren.find((node) => node?.type === 'object');
  return object ? keysOf(object) : [];
}

export function propertyOf(body: Node, key: string): Node | undefined {
  return body.namedChildren.find((node): node is Node => node?.type === 'object_property' && keyOf(node) === key);
}

export function keysOf(object: Node): readonly string[] {
  return object.namedChildren.flatMap((node) => (node?.type === 'object_property' ? [keyOf(node)] : []));
}

const keyOf = (property: Node) => unquoted(property.namedChild(0)?.text ?? '');

export const unquoted = (text: string) => text.replace(/^'|'$/g, '');

function childOf(node: Node, type: string): Node {
  const child = node.namedChildren.find((each) => each?.type === type);
  if (!child) throw new Error(`${node.text.slice(0, 60)} has no ${type}.`);
  return child;
}
