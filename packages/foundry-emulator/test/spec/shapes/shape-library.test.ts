import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ShapeLibrary } from '../../../src/spec/shapes/shape-library.ts';
import { violationOf } from '../../../src/spec/shapes/violation.ts';

const SHAPES = `
Kind = "circle" | "square" | "ghost"
Figure [kind] { kind*: Kind = "circle"; name!: string; note?: string }
Circle <Figure, kind=circle> { radius*: number(0..10) }
Square <Figure, kind=square> [border] { border*: string }
Dashed <Square, border=dashed> { gap*: integer }
Plain <Square, border=plain> {}
Source [type] = Inline | Remote
Inline { type*: "inline"; rows*: string[](1..2) }
Remote { type*: "remote"; url*: string(<=8, /^https:/) }
Box { width+: integer }
Tags = map<string(<=3), string(<=4)>(<=2)
Drawing { figures*: Figure[]; source?: Source; input?: string | Figure[]; tags?: Tags; size?: 1 | 2 | "auto" }
`;

const folder = mkdtempSync(path.join(tmpdir(), 'shapes-'));
writeFileSync(path.join(folder, 'drawing.shapes'), SHAPES);
const library = new ShapeLibrary(folder, new Set(['Figure']));
const closed = new ShapeLibrary(folder);
afterAll(() => rmSync(folder, { recursive: true }));

function violation(value: unknown, shape = 'Drawing', purpose: 'body' | 'openBody' | 'answer' = 'body') {
  const validate = library.shape(shape, purpose);
  return validate(value) ? undefined : violationOf(validate.errors ?? [], value);
}

const circle = { kind: 'circle', radius: 1 };

describe('a request', () => {
  it.each([
    { figures: [] },
    { figures: [circle, { kind: 'square', border: 'dashed', gap: 1 }] },
    { figures: [{ ...circle, unknown: true, note: null }], source: null },
    { figures: [], source: { type: 'inline', rows: ['a'] }, input: 'text', size: 'auto' },
    { figures: [], input: [circle], tags: { abc: 'd' }, size: 2 },
  ])('is accepted when it is well-formed: %j', (value) => expect(violation(value)).toBeUndefined());

  it.each([
    [{}, 'figures', "Missing required parameter: 'figures'."],
    [[], '', "Invalid type for 'body': expected an object, but got an array instead."],
    [{ figures: 1 }, 'figures', "Invalid type for 'figures': expected an array, but got an integer instead."],
    [{ figures: [{ kind: 'circle' }] }, 'figures[0].radius', "Missing required parameter: 'figures[0].radius'."],
    [
      { figures: [{ ...circle, radius: 11 }] },
      'figures[0].radius',
      "Invalid 'figures[0].radius': integer above maximum value. Expected a value <= 10, but got 11 instead.",
    ],
    [
      { figures: [{ kind: 'cube' }] },
      'figures[0].kind',
      "Invalid value: 'cube'. Supported values are: 'circle', 'square', 'ghost'.",
    ],
    [{ figures: [{ kind: 'ghost' }] }, 'figures[0].kind', "Invalid value: 'ghost' is not a known 'figures[0].kind'."],
    [{ figures: [{ kind: 'square' }] }, 'figures[0].border', "Missing required parameter: 'figures[0].border'."],
    [
      { figures: [{ kind: 'square', border: 'dashed' }] },
      'figures[0].gap',
      "Missing required parameter: 'figures[0].gap'.",
    ],
    [{ figures: [], source: {} }, 'source.type', "Missing required parameter: 'source.type'."],
    [{ figures: [], source: { type: 'x' } }, 'source.type', "Invalid value: 'x' is not a known 'source.type'."],
    [
      { figures: [], source: { type: 'inline', rows: ['a', 'b', 'c'] } },
      'source.rows',
      "Invalid 'source.rows': array too long. Expected an array with maximum length 2, but got an array with length 3 instead.",
    ],
    [
      { figures: [], source: { type: 'remote', url: 'http:' } },
      'source.url',
      "Invalid 'source.url': string does not match pattern. Expected a string that matches the pattern '^https:'.",
    ],
    [
      { figures: [], input: 7 },
      'input',
      "Invalid type for 'input': expected a string or an array, but got an integer instead.",
    ],
    [
      { figures: [], input: [{ ...circle, radius: 'x' }] },
      'input[0].radius',
      "Invalid type for 'input[0].radius': expected a number, but got a string instead.",
    ],
    [{ figures: [], size: 'big' }, 'size', "Invalid value: 'big'. Supported values are: '1', '2', 'auto'."],
    [
      { figures: [], tags: { abcd: 'x' } },
      'tags',
      "Invalid key 'abcd' of 'tags': string too long. Expected a string with maximum length 3, but got a string with length 4 instead.",
    ],
    [
      { figures: [], tags: { a: '', b: '', c: '' } },
      'tags',
      "Invalid 'tags': object too long. Expected an object with maximum number of properties 2, but got an object with number of properties 3 instead.",
    ],
  ])('is refused with the field named: %j', (value, param, message) =>
    expect(violation(value)).toMatchObject({ param, message }),
  );

  it('may leave out what the service owns, or send anything there', () => {
    expect(violation({ ...circle, name: 5 }, 'Figure')).toBeUndefined();
  });

  it('is told apart by the preset where it leaves the discriminator out', () => {
    const sent = { radius: 1 };
    expect(violation(sent, 'Figure')).toBeUndefined();
    expect(sent).toEqual({ radius: 1, kind: 'circle' });
  });

  it('of a later version may have unknown variants of the open unions, and is checked in known ones', () => {
    expect(violation({ figures: [{ kind: 'cube' }] }, 'Drawing', 'openBody')).toBeUndefined();
    expect(violation({ figures: [{ kind: 'circle' }] }, 'Drawing', 'openBody')?.param).toBe('figures[0].radius');
    expect(closed.shape('Drawing', 'openBody')({ figures: [{ kind: 'cube' }] })).toBe(false);
  });
});

it('a versioned field is required by the reference only, and checked wherever it is sent', () => {
  expect(violation({}, 'Box')).toMatchObject({ param: 'width' });
  expect(violation({}, 'Box', 'openBody')).toBeUndefined();
  expect(violation({}, 'Box', 'answer')).toBeUndefined();
  expect(violation({ width: 'x' }, 'Box', 'openBody')).toMatchObject({ param: 'width' });
});

describe('an answer', () => {
  it('must have what the service owns', () => {
    expect(violation(circle, 'Figure', 'answer')?.param).toBe('name');
    expect(violation({ ...circle, name: 'a' }, 'list<Figure>', 'answer')?.param).toBe('object');
  });
});

describe('a query', () => {
  const fields = { limit: 'integer(1..100) = 20', deep: 'boolean', order: '"asc" | "desc" = "desc"' };

  it('becomes numbers and booleans, with presets filled in', () => {
    const query = { limit: '5', deep: 'true' };
    expect(library.fields(fields, 'query')(query)).toBe(true);
    expect(query).toEqual({ limit: 5, deep: true, order: 'desc' });
  });

  it.each([{ limit: 'x' }, { limit: '0' }, { limit: '1.5' }, { limit: '' }, { deep: 'maybe' }, { order: 'up' }])(
    'is refused when it is %j',
    (query) => expect(library.fields(fields, 'query')(query)).toBe(false),
  );
});
