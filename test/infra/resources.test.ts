import type { Node } from 'web-tree-sitter';
import shapes from './support/resource-shapes.json' with { type: 'json' };
import { keysOf, propertiesOf, propertyOf, symbolOf, templates, unquoted } from './support/templates.ts';

/** What a type of resource takes in one version of its API. Made of the types that the Bicep CLI itself goes by (see `$source`). */
interface Shape {
  readonly required: readonly string[];
  readonly known: readonly string[];
  readonly properties?: { readonly required: readonly string[]; readonly known: readonly string[] };
}

const SHAPES: Readonly<Record<string, Shape>> = shapes.types;

/** Bicep's own words within a resource. */
const OF_BICEP = ['parent', 'scope', 'dependsOn'];

interface Made {
  readonly where: string;
  readonly type: string;
  readonly body: Node;
}

let made: readonly Made[];
beforeAll(async () => {
  made = [...(await templates()).values()].flatMap(({ file, root }) =>
    root
      .descendantsOfType('resource_declaration')
      .filter((node) => node !== null)
      .filter((node) => !/^resource \w+ '[^']+' existing\b/.test(node.text))
      .flatMap((node) => {
        const type = unquoted(node.namedChildren.find((child) => child?.type === 'string')?.text ?? '');
        const body = innermost(node);
        // A child within its parent names only the last part of its type.
        return type.includes('@') && body ? [{ where: `${file}: ${symbolOf(node)}`, type, body }] : [];
      }),
  );
});

/** The object of a declaration: behind its condition, and behind what its loop runs over. */
function innermost(node: Node): Node | undefined {
  const last = node.namedChildren.findLast(
    (child) => child !== null && /^(object|for_statement|if_statement)$/.test(child.type),
  );
  return last?.type === 'object' ? last : last ? innermost(last) : undefined;
}

const problems = (look: (one: Made, shape: Shape) => readonly string[]) =>
  made.flatMap((one) => {
    const shape = SHAPES[one.type];
    return shape === undefined
      ? [`${one.where}: ${one.type} is not known`]
      : look(one, shape).map((name) => `${one.where}: ${name}`);
  });

describe('the resources that the templates make, in the version of the API that they name', () => {
  it('are as many as there are, of types that are known', () => {
    expect(made.length).toBeGreaterThan(25);
    expect(made.filter(({ type }) => !SHAPES[type]).map(({ where, type }) => `${where}: ${type}`)).toEqual([]);
  });

  it('have every property that is required', () => {
    const missing = problems(({ body }, { required, properties }) => {
      const holds = propertyOf(body, 'properties') ? propertiesOf(body, 'properties') : undefined;
      return [
        ...required.filter((name) => !keysOf(body).includes(name)),
        ...(holds && properties ? properties.required.filter((name) => !holds.includes(name)) : []),
      ];
    });
    expect(missing).toEqual([]);
  });

  it('have no property that is unknown', () => {
    const unknown = problems(({ body }, { known, properties }) => [
      ...keysOf(body).filter((name) => !known.includes(name) && !OF_BICEP.includes(name)),
      ...(properties ? propertiesOf(body, 'properties').filter((name) => !properties.known.includes(name)) : []),
    ]);
    expect(unknown).toEqual([]);
  });

  it('are looked at with types that say something: each has a name, and some of them must have more', () => {
    expect(Object.values(SHAPES).every(({ required }) => required.includes('name'))).toBe(true);
    expect(
      Object.values(SHAPES).filter(({ properties }) => (properties?.required.length ?? 0) > 0).length,
    ).toBeGreaterThan(4);
  });
});
