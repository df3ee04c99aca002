import { type JsonSchema, typesOf } from '../../core/json-schema.ts';
import type { Clue, ClueKind } from './find-values.ts';
import { readable, type Word, wordsOf } from './words.ts';

/** What a parameter's own words say about the texts it takes. */
const EXPECTATIONS: { words: RegExp; kinds: Partial<Record<ClueKind, number>> }[] = [
  { words: /\b(e-?mail|mail)\b/, kinds: { email: 9 } },
  { words: /\b(url|uri|link|website|page)\b/, kinds: { url: 9 } },
  { words: /\b(date|day|deadline|until|since|when|birthday|arrival|departure)\b/, kinds: { date: 8 } },
  { words: /\b(time|hour|at)\b/, kinds: { time: 8 } },
  {
    words: /\b(id|identifier|number|no|code|key|sku|ticket|reference|account|phone|zip|postcode|serial|invoice)\b/,
    kinds: { uuid: 7, code: 7, number: 6, quoted: 5, email: 3 },
  },
  {
    words: /\b(city|town|location|place|country|region|state|address|destination|origin|from|to|airport|station)\b/,
    kinds: { name: 7, quoted: 6, phrase: 4 },
  },
  {
    words:
      /\b(name|person|customer|user|author|owner|product|item|company|team|brand|category|language|currency|symbol)\b/,
    kinds: { name: 7, quoted: 7, phrase: 3, code: 3, email: 3 },
  },
];

/** Without a hint, only what stands out as a value is taken for one. */
const STANDS_OUT: Partial<Record<ClueKind, number>> = {
  quoted: 6,
  name: 3,
  code: 3,
  url: 3,
  email: 3,
  uuid: 3,
  phrase: 2,
  date: 2,
  number: 1,
};

const FORMATS: Record<string, ClueKind[]> = {
  date: ['date'],
  'date-time': ['date'],
  time: ['time'],
  email: ['email'],
  'idn-email': ['email'],
  uri: ['url'],
  url: ['url'],
  iri: ['url'],
  uuid: ['uuid'],
};

/**
 * How well a clue suits a parameter, and the value it would have there; undefined when it cannot be the value at all.
 * A clue that stands next to the parameter's own words suits it better: "order number 1042".
 */
export function fitOf(clue: Clue, name: string, schema: JsonSchema): { score: number; value: unknown } | undefined {
  const type = typesOf(schema)[0];
  if (type === 'integer' || type === 'number') {
    const value = Number(clue.value);
    const usable = clue.kind === 'number' && (type === 'number' || Number.isInteger(value)) && inRange(value, schema);
    return usable ? { score: 4 + nearness(clue, name, schema), value } : undefined;
  }
  if (type !== undefined && type !== 'string') return undefined;
  const score = stringScore(clue, name, schema);
  if (score === undefined) return undefined;
  const value =
    schema.format === 'date-time' && /^\d{4}-\d{2}-\d{2}$/.test(clue.value) ? `${clue.value}T00:00:00Z` : clue.value;
  return { score: score + nearness(clue, name, schema), value };
}

function stringScore(clue: Clue, name: string, schema: JsonSchema): number | undefined {
  if (schema.pattern !== undefined) {
    const pattern = compile(schema.pattern);
    if (!pattern) return undefined;
    if (!pattern.test(clue.value)) return undefined;
    // A pattern that takes nonsense too says nothing about this clue.
    if (!pattern.test('~?zq')) return 10 - clue.value.length / 100;
  }
  const formats = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (formats) return formats.includes(clue.kind) ? 10 : undefined;
  if (clue.kind === 'word') return undefined;
  const own = readable(name);
  const expected = EXPECTATIONS.find(({ words }) => words.test(own));
  if (!expected) return STANDS_OUT[clue.kind];
  const score = expected.kinds[clue.kind];
  return score === undefined ? undefined : score + direction(clue, own);
}

/** "from" and "to" tell the two ends of a way apart. */
function direction(clue: Clue, own: string): number {
  const start = /\b(from|origin|source|departure)\b/.test(own);
  const end = /\b(to|destination|target|arrival)\b/.test(own);
  if (start === end) return 0;
  if (clue.before.at(-1) === 'from') return start ? 3 : -3;
  return clue.before.at(-1) === 'to' ? (end ? 3 : -3) : 0;
}

/** 3 when the parameter's name stands just before the clue, 1 when just after; half of it for words of its description. */
function nearness({ before, after }: Clue, name: string, schema: JsonSchema): number {
  const weigh = (stems: string[]) => {
    if (before.some((stem) => stems.includes(stem))) return 3;
    return after.some((stem) => stems.includes(stem)) ? 1 : 0;
  };
  const described = wordsOf(schema.description ?? '').filter((word) => word.text.length > 3);
  return Math.max(weigh(stemsOf(wordsOf(readable(name)))), weigh(stemsOf(described)) / 2);
}

const stemsOf = (words: Word[]) => words.map((word) => word.stem);

const inRange = (value: number, { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: JsonSchema) =>
  (minimum === undefined || value >= minimum) &&
  (maximum === undefined || value <= maximum) &&
  (typeof exclusiveMinimum !== 'number' || value > exclusiveMinimum) &&
  (typeof exclusiveMaximum !== 'number' || value < exclusiveMaximum) &&
  (typeof multipleOf !== 'number' || isWhole(value / multipleOf));

/** 12.35 / 0.01 is not quite 1235. */
const isWhole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < 1e-6;

/** Patterns come with every request; so many are kept compiled. */
const KEPT_PATTERNS = 1_000;
const compiled = new Map<string, RegExp | undefined>();

/** A pattern that this engine cannot read gives no clue; the schema check has the last word on it. */
function compile(pattern: string): RegExp | undefined {
  if (!compiled.has(pattern)) {
    if (compiled.size >= KEPT_PATTERNS) compiled.clear();
    try {
      compiled.set(pattern, new RegExp(pattern, 'u'));
    } catch {
      compiled.set(pattern, undefined);
    }
  }
  return compiled.get(pattern);
}
