import fc from 'fast-check';
import { outputMessages } from '../../src/queue/output-messages.ts';
import type { TypedData } from '../../src/worker/core-types.ts';

const plain = (value: TypedData) => outputMessages(value, 'none');

describe('a value given to a queue output', () => {
  it.each<[string, TypedData, string[]]>([
    ['text', { string: 'text' }, ['text']],
    ['empty text, an empty message', { string: '' }, ['']],
    ['text that is JSON, indented', { string: '{"a":1}' }, ['{\n  "a": 1\n}']],
    ['text that is a JSON array, several messages', { string: ' ["x","y"] ' }, ['x', 'y']],
    ['text that is a JSON number, as it is', { string: '12' }, ['12']],
    ['an array, one message per item', { json: '["one",{"two":2},3]' }, ['one', '{\n  "two": 2\n}', '3']],
    ['an array with null, an empty message in its place', { json: '["a",null,"b"]' }, ['a', '', 'b']],
    ['an array in an array, as JSON', { json: '[["a","b"],["c"]]' }, ['[\n  "a",\n  "b"\n]', '[\n  "c"\n]']],
    ['an empty array, nothing', { json: '[]' }, []],
    ['true', { json: 'true' }, ['True']],
    ['false', { json: 'false' }, ['False']],
    ['a whole number', { int: 5 }, ['5']],
    ['a number', { double: 1.5 }, ['1.5']],
    ['a Date', { json: '"1970-01-01T00:00:00.000Z"' }, ['1970-01-01T00:00:00.000Z']],
    ['bytes', { bytes: Uint8Array.of(65, 66) }, ['AB']],
    ['nothing', {}, []],
  ])('becomes messages as on the real host: %s', (_name, value, messages) => {
    expect(plain(value)).toEqual(messages);
  });

  it('reads dates in text that is JSON, and keeps them in objects', () => {
    const json = '{"d":"2020-01-02T03:04:05.000Z"}';
    expect(plain({ string: json })).toEqual(['{\n  "d": "2020-01-02T03:04:05Z"\n}']);
    expect(plain({ json })).toEqual(['{\n  "d": "2020-01-02T03:04:05.000Z"\n}']);
  });

  it('is written in base64, with any bytes and any text besides JSON unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(outputMessages({ bytes }, 'base64')).toEqual([Buffer.from(bytes).toString('base64')]);
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }).filter((text) => !/^\s*[[{]/.test(text)),
        (string) => {
          expect(outputMessages({ string }, 'base64')).toEqual([Buffer.from(string).toString('base64')]);
        },
      ),
    );
  });

  it('fails with the remedy for text with the brackets of JSON that cannot be parsed', () => {
    expect(() => plain({ string: '{oops}' })).toThrow('cannot be parsed');
  });

  it('fails with the remedy when one of several messages is too large, before any is sent', () => {
    expect(outputMessages({ string: 'x'.repeat(49_152) }, 'base64')).toHaveLength(1);
    expect(() => outputMessages({ string: 'x'.repeat(49_153) }, 'base64')).toThrow(
      /65540 bytes long in base64.*65536.*blob/,
    );
    expect(() => plain({ json: JSON.stringify(['small', 'x'.repeat(70_000)]) })).toThrow('70000 bytes');
  });
});
