import { jsonText } from '../../src/dotnet/json-text.ts';
import { loadJsonTree, parseJsonTree } from '../../src/dotnet/json-tree.ts';

describe("JSON that only Newtonsoft's reader accepts", () => {
  it.each([
    ["{'a': 'b'}", '{"a":"b"}'],
    ['{a: 1, $b_2: 2}', '{"a":1,"$b_2":2}'],
    ['/* one */ [1, // two\n 2, ]', '[1,2]'],
    ['{"a": 1, }', '{"a":1}'],
    ['[0x1F, 017, .5, 5.]', '[31,15,0.5,5.0]'],
    ['[undefined, NaN, -Infinity]', '[null,"NaN","-Infinity"]'],
    ['"\\\'"', '"\'"'],
    ['[,1]', '[null,1]'],
  ])('%s becomes %s', (text, expected) => {
    expect(jsonText(parseJsonTree(text), 'asText', 'compact')).toBe(expected);
  });
});

describe('text that is not JSON', () => {
  it.each([
    ['', "Error reading JToken from JsonReader. Path '', line 0, position 0."],
    ['text', "Error parsing boolean value. Path '', line 1, position 1."],
    ['<html>', "Unexpected character encountered while parsing value: <. Path '', line 0, position 0."],
    ['{', "Error reading JObject from JsonReader. Path '', line 1, position 1."],
    ['{"x":', "Unexpected end of content while loading JObject. Path 'x', line 1, position 5."],
    ['[1', "Unexpected end of content while loading JArray. Path '[0]', line 1, position 2."],
    ['[{', "Unexpected end of content while loading JArray. Path '[0]', line 1, position 2."],
    ['{"a" 1}', "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 5."],
    ['{"a b": @}', "Unexpected character encountered while parsing value: @. Path '['a b']', line 1, position 8."],
    [
      '{"a":1\n"b":2}',
      "After parsing a value an unexpected character was encountered: \". Path 'a', line 2, position 0.",
    ],
    ['"abc', "Unterminated string. Expected delimiter: \". Path '', line 1, position 4."],
    ['"\\q"', "Bad JSON escape sequence: \\q. Path '', line 1, position 3."],
    ['1 2', "Additional text encountered after finished reading JSON content: 2. Path '', line 1, position 2."],
    ['\uFEFF{}', 'Unexpected character encountered while parsing value: \uFEFF.'],
    ['-', "Input string '-' is not a valid number. Path '', line 1, position 1."],
  ])('%j is refused in the words of Newtonsoft.Json', (text, message) => {
    expect(() => parseJsonTree(text)).toThrow(message);
  });

  it('may follow the first value where the extension loads a single one', () => {
    expect(loadJsonTree('1 2')).toEqual({ kind: 'number', source: '1' });
  });
});
