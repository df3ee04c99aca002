import { printedDate, rewrittenDate } from './date-text.ts';
import type { JsonNode } from './json-reader.ts';
import { jsonNumberText, numberText } from './number-text.ts';

/**
 * `asDates`: strings in the form of a date were read as dates. .NET does so for text that arrived as a string, and not
 * for values that a worker declared as JSON.
 */
export type Dates = 'asDates' | 'asText';

/** Returns the JSON text of a value, indented or compact. */
export function jsonText(node: JsonNode, dates: Dates, layout: 'indented' | 'compact', level = 0): string {
  switch (node.kind) {
    case 'object': {
      const colon = layout === 'indented' ? ': ' : ':';
      const members = [...node.members].map(
        ([name, value]) => `${quoted(name)}${colon}${jsonText(value, dates, layout, level + 1)}`,
      );
      return wrapped('{', members, '}', layout, level);
    }
    case 'array':
      return wrapped(
        '[',
        node.items.map((item) => jsonText(item, dates, layout, level + 1)),
        ']',
        layout,
        level,
      );
    case 'string':
      return quoted(dates === 'asDates' ? rewrittenDate(node.value) : node.value);
    case 'number':
      return jsonNumberText(node.source);
    case 'boolean':
      return `${node.value}`;
    case 'null':
      return 'null';
  }
}

/** Returns .NET's ToString() of a value: strings bare, `True`, nothing for null, indented JSON for the rest. */
export function plainText(node: JsonNode, dates: Dates): string {
  switch (node.kind) {
    case 'string':
      return dates === 'asDates' ? printedDate(node.value) : node.value;
    case 'number':
      return numberText(node.source);
    case 'boolean':
      return node.value ? 'True' : 'False';
    case 'null':
      return '';
    default:
      return jsonText(node, dates, 'indented');
  }
}

function wrapped(open: string, parts: readonly string[], close: string, layout: 'indented' | 'compact', level: number) {
  if (parts.length === 0) return open + close;
  if (layout === 'compact') return `${open}${parts.join(',')}${close}`;
  const indent = '  '.repeat(level);
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}

/** Newtonsoft.Json also escapes line separators that JavaScript does not escape. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0085\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
