import { parseShape, parseShapes } from '../../../src/spec/shapes/parse.ts';

const shapeOf = (text: string) => parseShape(text).shape;

describe('a shape', () => {
  it.each([
    ['string', { kind: 'scalar', type: 'string', limits: {} }],
    ['integer(1..100)', { kind: 'scalar', type: 'integer', limits: { min: 1, max: 100 } }],
    ['number(-2..0.5)', { kind: 'scalar', type: 'number', limits: { min: -2, max: 0.5 } }],
    ['integer(>=1)', { kind: 'scalar', type: 'integer', limits: { min: 1 } }],
    ['string(<=64, /^[a-z\\/]+$/)', { kind: 'scalar', type: 'string', limits: { max: 64, pattern: '^[a-z\\/]+$' } }],
    ['"auto"', { kind: 'literal', value: 'auto' }],
    ['true', { kind: 'literal', value: true }],
    ['OpenAI.Tool', { kind: 'reference', name: 'OpenAI.Tool' }],
  ])('reads %s', (text, expected) => expect(shapeOf(text)).toEqual(expected));

  it('reads arrays of arrays, each with limits of its own', () => {
    const inner = { kind: 'array', items: shapeOf('integer'), limits: { min: 1 } };
    expect(shapeOf('integer[](>=1)[](1..9)')).toEqual({ kind: 'array', items: inner, limits: { min: 1, max: 9 } });
  });

  it('reads one number as an exact count', () => {
    expect(shapeOf('number[](2)')).toMatchObject({ limits: { min: 2, max: 2 } });
  });

  it('binds an array closer than a union', () => {
    expect(shapeOf('string | A[]')).toMatchObject({ kind: 'union', options: [{ kind: 'scalar' }, { kind: 'array' }] });
    expect(shapeOf('(string | A)[]')).toMatchObject({ kind: 'array', items: { kind: 'union' } });
  });

  it('reads maps with and without a shape for their keys', () => {
    expect(shapeOf('map<any>')).toMatchObject({ kind: 'map', keys: { type: 'string' }, values: { type: 'any' } });
    expect(shapeOf('map<string(<=4), integer>(<=16)')).toMatchObject({
      keys: { limits: { max: 4 } },
      limits: { max: 16 },
    });
  });

  it('reads a preset behind it', () => {
    expect(parseShape('integer(1..100) = 20')).toMatchObject({ preset: 20 });
    expect(parseShape('"asc" | "desc" = "asc"')).toMatchObject({ shape: { kind: 'union' }, preset: 'asc' });
  });

  it.each(['', 'string |', 'map<string', '{ a: string }', 'string(1..)', 'string string', '@'])('refuses %j', (text) =>
    expect(() => parseShape(text)).toThrow(/^Line 1: /),
  );
});

describe('a definition', () => {
  it('reads fields with their presence, on lines of their own or divided by semicolons', () => {
    const [read] = parseShapes('A {\n  a*: string # why\n  b?: B; c!: integer; d+: C\n  "odd[]"?: any\n}');
    const fields = read?.shape.kind === 'object' ? read.shape.fields : [];
    expect(fields.map(({ name, presence }) => [name, presence])).toEqual([
      ['a', 'required'],
      ['b', 'optional'],
      ['c', 'owned'],
      ['d', 'versioned'],
      ['odd[]', 'optional'],
    ]);
  });

  it('reads the variant it is and the discriminator it has', () => {
    const [read] = parseShapes('Message <Item, type=message> [role] {}');
    expect(read).toMatchObject({ base: { name: 'Item', field: 'type', value: 'message' }, discriminator: 'role' });
  });

  it('reads one after the other without a sign between them', () => {
    const text = 'A = "x" | "y"\nB = A\nC <A, k=v> {}\nD [type] = B | C';
    expect(parseShapes(text).map(({ name }) => name)).toEqual(['A', 'B', 'C', 'D']);
  });

  it('names the line of a mistake', () => {
    expect(() => parseShapes('A {\n  a*: string\n  b: string\n}')).toThrow(
      'Line 3: expected "*" or "?" or "!" or "+", found ":".',
    );
  });
});
