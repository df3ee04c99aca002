import type { Definition, Shape } from '../../packages/foundry-emulator/src/spec/shapes/shape.ts';

type Definitions = ReadonlyMap<string, Definition>;

/** Names of all fields that a value of a shape may have: its own, its base's, and those of every variant. */
export function fieldNames(name: string, definitions: Definitions): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const ofDefinition = (of: string, downwards: boolean) => {
    const definition = definitions.get(of);
    if (!definition || seen.has(`${of} ${downwards}`)) return;
    seen.add(`${of} ${downwards}`);
    if (definition.base) {
      found.add(definition.base.field);
      ofDefinition(definition.base.name, false);
    }
    ofShape(definition.shape);
    if (!downwards) return;
    for (const each of definitions.values()) if (each.base?.name === of) ofDefinition(each.name, true);
  };
  const ofShape = (shape: Shape) => {
    if (shape.kind === 'object') for (const field of shape.fields) found.add(field.name);
    if (shape.kind === 'reference') ofDefinition(shape.name, true);
    if (shape.kind === 'union') shape.options.forEach(ofShape);
  };
  ofDefinition(name, true);
  return found;
}
