import fc from 'fast-check';
import { jsonText, plainText } from '../../src/dotnet/json-text.ts';
import { parseJsonTree } from '../../src/dotnet/json-tree.ts';

const indented = (text: string) => jsonText(parseJsonTree(text), 'asText', 'indented');
const compact = (text: string) => jsonText(parseJsonTree(text), 'asText', 'compact');
const plain = (text: string, dates: 'asText' | 'asDates' = 'asText') => plainText(parseJsonTree(text), dates);

describe('JSON as .NET writes it', () => {
  it('preserves any value, indented or compact', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(compact(text))).toEqual(JSON.parse(text));
        expect(JSON.parse(indented(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('has the layout of JSON.stringify with two spaces, with empty objects and arrays on one line', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4, noUnicodeString: true }).filter((value) => !hasFraction(value)),
        (value) => {
          expect(indented(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
        },
      ),
    );
    expect(indented('{"a":[],"b":{}}')).toBe('{\n  "a": [],\n  "b": {}\n}');
  });

  it('keeps every digit of whole numbers and the order of properties that look like numbers', () => {
    expect(compact('{"b":12345678901234567890,"1":-0,"a":3}')).toBe('{"b":12345678901234567890,"1":0,"a":3}');
  });

  it('shows doubles as doubles and writes exponents as .NET does', () => {
    expect(compact('[1.0,1e3,1E21,1.50,0.00001,1e-7,123456789012345680.0]')).toBe(
      '[1.0,1000.0,1E+21,1.5,1E-05,1E-07,1.2345678901234568E+17]',
    );
  });

  it('takes the last of properties with the same name and escapes line separators', () => {
    expect(compact('{"a":1,"a":2,"s":"x\u2028\u0085"}')).toBe('{"a":2,"s":"x\\u2028\\u0085"}');
  });

  it('refuses invalid JSON and JSON that is nested deeper than .NET reads', () => {
    expect(() => parseJsonTree('{"a":')).toThrow(SyntaxError);
    expect(() => parseJsonTree(`${'['.repeat(65)}${']'.repeat(65)}`)).toThrow('MaxDepth of 64 has been exceeded');
    expect(() => parseJsonTree(`${'['.repeat(64)}${']'.repeat(64)}`)).not.toThrow();
  });
});

describe('a JSON value as .NET prints it', () => {
  it.each([
    ['"text"', 'text'],
    ['true', 'True'],
    ['false', 'False'],
    ['null', ''],
    ['5', '5'],
    ['1.0', '1'],
    ['[["a"]]', '[\n  [\n    "a"\n  ]\n]'],
  ])('%s', (json, printed) => {
    expect(plain(json)).toBe(printed);
  });

  it('prints dates in the invariant culture, in the local zone when they name a zone', () => {
    expect(plain('"2020-01-02T03:04:05.678Z"', 'asDates')).toBe('01/02/2020 03:04:05');
    expect(plain('"2020-01-02T03:04:05"', 'asDates')).toBe('01/02/2020 03:04:05');
    const local = new Date('2020-01-02T03:04:05+02:00');
    const two = (value: number) => `${value}`.padStart(2, '0');
    expect(plain('"2020-01-02T03:04:05+02:00"', 'asDates')).toBe(
      `01/0${local.getDate()}/2020 ${two(local.getHours())}:04:05`,
    );
  });

  it('keeps text that is not a date, and dates where they are not read as dates', () => {
    expect(plain('"2020-01-02"', 'asDates')).toBe('2020-01-02');
    expect(plain('"2020-13-02T03:04:05Z"', 'asDates')).toBe('2020-13-02T03:04:05Z');
    expect(plain('"2020-01-02T03:04:05Z"')).toBe('2020-01-02T03:04:05Z');
  });
});

describe('a date in JSON that is read as a date', () => {
  it('loses trailing zeros of its fraction', () => {
    const rewritten = jsonText(
      parseJsonTree('{"a":"2020-01-02T03:04:05.120Z","b":"2020-01-02T03:04:05.000"}'),
      'asDates',
      'compact',
    );
    expect(rewritten).toBe('{"a":"2020-01-02T03:04:05.12Z","b":"2020-01-02T03:04:05"}');
  });
});

function hasFraction(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isSafeInteger(value) || Object.is(value, -0);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasFraction);
}
