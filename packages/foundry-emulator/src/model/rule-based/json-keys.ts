import { isRecord, type JsonSchema } from '../../core/json-schema.ts';

/** Words that announce a list of keys: "with the keys name and age", "fields: name, age". */
const ANNOUNCED =
  /\b(?:keys?|fields?|propert(?:y|ies)|attributes?|columns?)\b(?:\s+(?:named|called|are|is|of|the))*\s*[:=]?\s*((?:["'`“]?[\p{L}_][\p{L}\p{N}_-]*["'`”]?(?:\s*\([^)]*\))?(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)?)+)/giu;
const QUOTED_KEY = /["'`“]([\p{L}_][\p{L}\p{N}_-]{0,63})["'`”]/gu;
/** JSON that the prompt shows as a template, up to two levels deep. */
const TEMPLATE = /\{(?:[^{}]|\{[^{}]*\})*\}/g;
const NUMERIC = /\b(?:age|count|number|total|amount|price|quantity|year|score|rating)\b/i;
const STOP = new Set(['and', 'or', 'in', 'as', 'the', 'with', 'for', 'from', 'of', 'to', 'json', 'only', 'object']);

/**
 * Returns a schema with the keys that a prompt asks for, from a JSON template in it or a list of key names; undefined when it names
 * none. A list of types after a key decides its type, as in "age (number)".
 */
export function schemaFromPrompt(prompt: string): JsonSchema | undefined {
  for (const [template] of prompt.matchAll(TEMPLATE)) {
    const parsed = parseTemplate(template);
    if (parsed) return schemaOfTemplate(parsed);
  }
  const names = keysIn(prompt);
  if (names.length === 0) return undefined;
  const properties = Object.fromEntries(names.map((name) => [name, typeNamed(prompt, name)]));
  return { type: 'object', properties, required: names };
}

function keysIn(prompt: string): string[] {
  for (const [, list = ''] of prompt.matchAll(ANNOUNCED)) {
    const quoted = [...list.matchAll(QUOTED_KEY)].map(([, key = '']) => key);
    if (quoted.length > 0) return unique(quoted);
    const plain = list
      .replace(/\([^)]*\)/g, '')
      .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*/)
      .map((key) => key.trim())
      .filter((key) => /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) && !STOP.has(key.toLowerCase()));
    if (plain.length > 0) return unique(plain);
  }
  if (!/\bjson\b/i.test(prompt)) return [];
  const quoted = [...prompt.matchAll(QUOTED_KEY)].map(([, key = '']) => key).filter((key) => /^\p{Ll}/u.test(key));
  return quoted.length > 1 ? unique(quoted) : [];
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function typeNamed(prompt: string, name: string): JsonSchema {
  const [, named = ''] = new RegExp(`\\b${name}["'\`”]?\\s*\\(([^)]*)\\)`, 'iu').exec(prompt) ?? [];
  if (/\b(?:array|list)\b/i.test(named)) return { type: 'array', items: { type: 'string' } };
  if (/\bbool/i.test(named)) return { type: 'boolean' };
  if (/\b(?:int|integer)\b/i.test(named)) return { type: 'integer' };
  if (/\b(?:number|float)\b/i.test(named) || (named === '' && NUMERIC.test(name.replace(/[_-]/g, ' '))))
    return { type: 'number' };
  return { type: 'string', description: named };
}

/** Templates are written loosely: `...`, `<name>` and bare type names stand for values. */
function parseTemplate(template: string): Record<string, unknown> | undefined {
  const strict = template
    .replace(/:\s*(?:<[^>]*>|\.\.\.|…)/g, ': ""')
    .replace(/:\s*(string|str|text)\b/gi, ': ""')
    .replace(/:\s*(number|integer|int|float)\b/gi, ': 0')
    .replace(/:\s*(boolean|bool)\b/gi, ': false')
    .replace(/,\s*(?:\.\.\.|…)/g, '')
    .replace(/'/g, '"');
  try {
    const parsed: unknown = JSON.parse(strict);
    return isRecord(parsed) && Object.keys(parsed).length > 0 ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function schemaOfTemplate(template: Record<string, unknown>): JsonSchema {
  const properties = Object.fromEntries(Object.entries(template).map(([name, value]) => [name, schemaOfValue(value)]));
  return { type: 'object', properties, required: Object.keys(template) };
}

function schemaOfValue(value: unknown): JsonSchema {
  if (Array.isArray(value))
    return { type: 'array', items: value.length > 0 ? schemaOfValue(value[0]) : { type: 'string' } };
  if (isRecord(value)) return schemaOfTemplate(value);
  if (typeof value === 'number') return { type: 'number' };
  if (typeof value === 'boolean') return { type: 'boolean' };
  const alternatives =
    typeof value === 'string' && value.includes('|') ? value.split('|').map((each) => each.trim()) : [];
  if (alternatives.length > 1) return { enum: alternatives };
  return { type: 'string', description: typeof value === 'string' ? value : '' };
}
