import { parseRow } from '../../../src/apis/evals/data/parse-row.ts';
import { rowCheck } from '../../../src/apis/evals/data/row-check.ts';
import { outputFields } from '../../../src/apis/evals/sampling/sample.ts';

describe('a line of a data file', () => {
  it('is an item with or without its sample, or the item itself', () => {
    expect(parseRow('{"item":{"a":1},"sample":{"output_text":"x"}}')).toEqual({
      item: { a: 1 },
      sample: { output_text: 'x' },
    });
    expect(parseRow('{"item":{"a":1},"sample":5}')).toEqual({ item: { a: 1 } });
    expect(parseRow('{"a":1}')).toEqual({ item: { a: 1 } });
    expect(parseRow('{"item":"a name"}')).toEqual({ item: { item: 'a name' } });
  });

  it.each([
    ['{"a":', 'not valid JSON'],
    ['[1]', 'not a JSON object'],
    ['null', 'not a JSON object'],
  ])('%s is refused', (line, why) => {
    expect(() => parseRow(line)).toThrow(why);
  });
});

describe('the schema of rows', () => {
  const item_schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      answer: { type: 'string', format: 'no-such-format' },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['answer'],
  };
  const check = rowCheck({ type: 'custom', item_schema });

  it('names the field that does not fit', () => {
    expect(check({ answer: 'a', tags: ['x'], more: 1 })).toBeUndefined();
    expect(check({ tags: [] })).toBe("item must have required property 'answer'");
    expect(check({ answer: 'a', tags: ['x', 5] })).toBe('item.tags.1 must be string');
  });

  it('that is invalid is an error, and without a schema every row fits', () => {
    expect(() => rowCheck({ type: 'custom', item_schema: { type: 'nothing' } })).toThrow(
      'item_schema is not a JSON Schema',
    );
    expect(rowCheck({ type: 'logs' })(5)).toBeUndefined();
  });
});

it('exposes the fields of a JSON answer', () => {
  expect(outputFields('{"a":1}')).toEqual({ output_text: '{"a":1}', output_json: { a: 1 } });
  expect(outputFields('[1]')).toEqual({ output_text: '[1]', output_json: [1] });
  expect(outputFields('7')).toEqual({ output_text: '7' });
  expect(outputFields('plain')).toEqual({ output_text: 'plain' });
});
