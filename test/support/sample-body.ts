import type { Definition, Field, Shape } from '../../packages/foundry-emulator/src/spec/shapes/shape.ts';

type Definitions = ReadonlyMap<string, Definition>;

/** The fields of a shape, if it is an object without variants. */
export function fieldsOf(shape: Shape, definitions: Definitions): readonly Field[] | undefined {
  if (shape.kind === 'object') return shape.fields;
  if (shape.kind !== 'reference') return undefined;
  const definition = definitions.get(shape.name);
  return definition && definition.discriminator === undefined && !definition.base
    ? fieldsOf(definition.shape, definitions)
    : undefined;
}

/** The smallest value that fits a shape. */
export function sampleOf(shape: Shape, definitions: Definitions): unknown {
  switch (shape.kind) {
    case 'scalar':
      return scalar(shape.type, shape.limits);
    case 'literal':
      return shape.value;
    case 'array':
      return Array.from({ length: shape.limits.min ?? 0 }, () => sampleOf(shape.items, definitions));
    case 'map':
      return {};
    case 'list':
      return { object: 'list', data: [], has_more: false };
    case 'union': {
      const [first] = shape.options;
      return first && sampleOf(first, definitions);
    }
    case 'object':
      return sampleObject(shape.fields, definitions);
    case 'reference':
      return sampleOfDefinition(shape.name, definitions);
  }
}

function sampleOfDefinition(name: string, definitions: Definitions): unknown {
  const definition = definitions.get(name);
  if (!definition) throw new Error(`There is no shape ${name}.`);
  const variant = [...definitions.values()].find(({ base }) => base?.name === name);
  if (definition.discriminator !== undefined && variant) return sampleOfDefinition(variant.name, definitions);
  const own = sampleOf(definition.shape, definitions);
  const { base } = definition;
  const parent = base && definitions.get(base.name);
  if (!base || !parent) return own;
  return { ...(sampleOf(parent.shape, definitions) as object), ...(own as object), [base.field]: base.value };
}

export function sampleObject(fields: readonly Field[], definitions: Definitions): Record<string, unknown> {
  const required = fields.filter(({ presence }) => presence === 'required' || presence === 'versioned');
  return Object.fromEntries(required.map(({ name, shape }) => [name, sampleOf(shape, definitions)]));
}

function scalar(type: string, { min, pattern }: { readonly min?: number; readonly pattern?: string }): unknown {
  if (type === 'integer' || type === 'number') return min ?? 1;
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  if (type === 'null') return null;
  const plain = 'sample'.padEnd(min ?? 0, 'e');
  return pattern === undefined || new RegExp(pattern).test(plain) ? plain : '2026-01-01T00:00:00Z';
}

/** A value that does not fit a shape, where there is one that fits no reading of it. */
export function misfitOf(shape: Shape): { readonly value: unknown } | undefined {
  if (shape.kind === 'scalar' && shape.type !== 'any' && shape.type !== 'object') return { value: { no: 'scalar' } };
  if (shape.kind === 'literal') return { value: { no: 'literal' } };
  if (shape.kind === 'array' || shape.kind === 'map') return { value: 17 };
  return undefined;
}
