import { parseLimits } from './parse-limits.ts';
import type { Definition, Field, Presence, ScalarType, Shape } from './shape.ts';
import { TokenReader } from './token-reader.ts';

const SCALARS: ReadonlySet<string> = new Set(['string', 'integer', 'number', 'boolean', 'object', 'any', 'null']);
const PRESENCE: Readonly<Record<string, Presence>> = {
  '*': 'required',
  '?': 'optional',
  '!': 'owned',
  '+': 'versioned',
};

/** The definitions of a `.shapes` text, in their order. @throws ShapeSyntaxError */
export function parseShapes(text: string): Definition[] {
  const reader = new TokenReader(text);
  const definitions: Definition[] = [];
  while (!reader.atEnd) definitions.push(definition(reader));
  return definitions;
}

/** A shape by itself, as the operation tables have them, and its default if it has one. @throws ShapeSyntaxError */
export function parseShape(text: string): Pick<Field, 'shape' | 'preset'> {
  const reader = new TokenReader(text);
  const read = withPreset(reader);
  if (!reader.atEnd) throw reader.error('the end');
  return read;
}

function definition(reader: TokenReader): Definition {
  const name = reader.expect('name');
  const base = reader.take('<') ? variant(reader) : undefined;
  const discriminator = reader.take('[') ? reader.expect('name') : undefined;
  if (discriminator !== undefined) reader.expectSign(']');
  const shape = reader.take('=') ? union(reader) : object(reader);
  return { name, ...(base && { base }), ...(discriminator !== undefined && { discriminator }), shape };
}

function variant(reader: TokenReader): NonNullable<Definition['base']> {
  const name = reader.expect('name');
  reader.expectSign(',');
  const field = reader.expect('name');
  reader.expectSign('=');
  const value = reader.expect('name');
  reader.expectSign('>');
  return { name, field, value };
}

function object(reader: TokenReader): Shape {
  reader.expectSign('{');
  const fields: Field[] = [];
  while (!reader.take('}')) fields.push(field(reader));
  return { kind: 'object', fields };
}

function field(reader: TokenReader): Field {
  const name = reader.takeKind('text') ?? reader.expect('name');
  const presence = PRESENCE[reader.expectOneOf('*', '?', '!', '+')] ?? 'required';
  reader.expectSign(':');
  return { name, presence, ...withPreset(reader) };
}

function withPreset(reader: TokenReader): Pick<Field, 'shape' | 'preset'> {
  const shape = union(reader);
  return reader.take('=') ? { shape, preset: literal(reader) } : { shape };
}

function union(reader: TokenReader): Shape {
  const options = [suffixed(reader)];
  while (reader.take('|')) options.push(suffixed(reader));
  const [only] = options;
  return options.length === 1 && only ? only : { kind: 'union', options };
}

function suffixed(reader: TokenReader): Shape {
  let shape = primary(reader);
  while (reader.take('[')) {
    reader.expectSign(']');
    shape = { kind: 'array', items: shape, limits: parseLimits(reader) };
  }
  return shape;
}

function primary(reader: TokenReader): Shape {
  if (reader.sees('{')) return object(reader);
  if (reader.take('(')) {
    const inner = union(reader);
    reader.expectSign(')');
    return inner;
  }
  if (!reader.seesKind('name') || reader.sees('true') || reader.sees('false')) {
    return { kind: 'literal', value: literal(reader) };
  }
  const name = reader.expect('name');
  if (name === 'map') return map(reader);
  if (name === 'list') {
    const items = bracketed(reader);
    return { kind: 'list', items };
  }
  if (!SCALARS.has(name)) return { kind: 'reference', name };
  return { kind: 'scalar', type: name as ScalarType, limits: parseLimits(reader) };
}

/** `map<values>` or `map<keys, values>` */
function map(reader: TokenReader): Shape {
  reader.expectSign('<');
  const first = union(reader);
  const second = reader.take(',') ? union(reader) : undefined;
  reader.expectSign('>');
  const keys: Shape = second ? first : { kind: 'scalar', type: 'string', limits: {} };
  return { kind: 'map', keys, values: second ?? first, limits: parseLimits(reader) };
}

function bracketed(reader: TokenReader): Shape {
  reader.expectSign('<');
  const inner = union(reader);
  reader.expectSign('>');
  return inner;
}

function literal(reader: TokenReader): string | number | boolean {
  const text = reader.takeKind('text');
  if (text !== undefined) return text;
  const number = reader.takeKind('number');
  if (number !== undefined) return Number(number);
  if (reader.take('true')) return true;
  if (reader.take('false')) return false;
  throw reader.error('a value');
}
