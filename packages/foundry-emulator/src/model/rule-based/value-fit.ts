import { type JsonSchema, typesOf } from '../../core/json-schema.ts';
import type { FoundValue, NumberUnit, ValueKind } from './find-values.ts';
import { readable, type Word, wordsOf } from './words.ts';

/** Kinds of values that suit a parameter, by the words of its name. */
const EXPECTATIONS: { words: RegExp; kinds: Partial<Record<ValueKind, number>> }[] = [
  { words: /\b(e-?mail|mail)\b/, kinds: { email: 9 } },
  { words: /\b(url|uri|link|website|page)\b/, kinds: { url: 9 } },
  { words: /\b(date|day|deadline|until|since|when|birthday|arrival|departure)\b/, kinds: { date: 8 } },
  { words: /\b(time|hour|at)\b/, kinds: { time: 8 } },
  { words: /\b(phone|mobile|telephone|tel|fax)\b/, kinds: { phone: 9, code: 5, number: 5, quoted: 5 } },
  {
    words: /\b(hobby|hobbies|interests?|likes?|liked|favou?rites?|preferences?|passions?|enjoys|activity|activities)\b/,
    kinds: { liked: 9, quoted: 5 },
  },
  { words: /\b(job|occupation|profession|role|position|career)\b/, kinds: { role: 9, quoted: 5 } },
  {
    words: /\b(id|identifier|number|no|code|key|sku|ticket|reference|account|zip|postcode|serial|invoice)\b/,
    kinds: { uuid: 7, code: 7, number: 6, phone: 4, quoted: 5, email: 3 },
  },
  {
    words: /\b(city|town|location|place|country|region|state|address|destination|origin|from|to|airport|station)\b/,
    kinds: { name: 7, quoted: 6, phrase: 4 },
  },
  {
    words:
      /\b(name|person|people|customer|user|author|owner|product|item|company|employer|organi[sz]ation|team|brand|category|language|currency|symbol)\b/,
    kinds: { name: 7, quoted: 7, phrase: 3, code: 3, email: 3 },
  },
];

/** Scores of kinds for parameters whose name gives no hint. */
const STANDS_OUT: Partial<Record<ValueKind, number>> = {
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

const FORMATS: Record<string, ValueKind[]> = {
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
 * Returns the score of a found value for a parameter and the value in the parameter's type; undefined if it cannot be the value. Values
 * next to words of the parameter's name score higher: "order number 1042".
 */
export function valueFit(
  candidate: FoundValue,
  name: string,
  schema: JsonSchema,
): { score: number; value: unknown } | undefined {
  const type = typesOf(schema)[0];
  if (type === 'integer' || type === 'number') {
    const value = Number(candidate.value);
    const usable =
      candidate.kind === 'number' && (type === 'number' || Number.isInteger(value)) && inRange(value, schema);
    return usable ? { score: 4 + nearness(candidate, name, schema) + unitFit(candidate, name), value } : undefined;
  }
  if (type !== undefined && type !== 'string') return undefined;
  const score = stringScore(candidate, name, schema);
  if (score === undefined) return undefined;
  const value =
    schema.format === 'date-time' && /^\d{4}-\d{2}-\d{2}$/.test(candidate.value)
      ? `${candidate.value}T00:00:00Z`
      : candidate.value;
  return { score: score + nearness(candidate, name, schema), value };
}

function stringScore(candidate: FoundValue, name: string, schema: JsonSchema): number | undefined {
  if (schema.pattern !== undefined) {
    const pattern = compile(schema.pattern);
    if (!pattern) return undefined;
    if (!pattern.test(candidate.value)) return undefined;
    // A pattern that also accepts nonsense gives no evidence.
    if (!pattern.test('~?zq')) return 10 - candidate.value.length / 100;
  }
  const formats = schema.format === undefined ? undefined : FORMATS[schema.format];
  if (formats) return formats.includes(candidate.kind) ? 10 : undefined;
  if (candidate.kind === 'word') return undefined;
  const own = readable(name);
  const expected = EXPECTATIONS.find(({ words }) => words.test(own));
  if (!expected) return STANDS_OUT[candidate.kind];
  const score = expected.kinds[candidate.kind];
  return score === undefined ? undefined : score + direction(candidate, own) + position(candidate, own);
}

const UNIT_NAMES: Readonly<Record<NumberUnit, RegExp>> = {
  money: /\b(price|cost|amount|total|sum|fee|salary|budget|refund|payment)\b/,
  percent: /\b(percent|percentage|rate|share|ratio|discount)\b/,
  years: /\b(age|years|old)\b/,
  degrees: /\b(temperature|degrees|angle)\b/,
};

/** A number with the unit that the parameter's name asks for is the likely one; a number with another unit is unlikely. */
function unitFit({ unit, value }: FoundValue, name: string): number {
  const own = readable(name);
  if (UNIT_NAMES.years.test(own) && Number(value) > 130) return -5;
  if (unit) return UNIT_NAMES[unit].test(own) ? 3 : -1;
  return 0;
}

const PLACE = /\b(city|town|location|place|country|region|state|destination|origin)\b/;
const COMPANY = /\b(company|employer|organi[sz]ation|business|brand)\b/;
const PERSON = /\b(name|person|people|customer|user|author|owner|employee|attendee|participant)s?\b/;

/** "Anna works at Contoso in Oslo": the words before a name tell people, companies and places apart. */
function position({ kind, before, opensSentence }: FoundValue, own: string): number {
  if (kind !== 'name' && kind !== 'phrase') return 0;
  const last = before.at(-1) ?? '';
  const isWork = before.some((stem) => /^(?:work|employ|join|hir)/.test(stem)) && /^(?:at|for|with|by)$/.test(last);
  if (PLACE.test(own)) return ['in', 'from', 'to', 'near'].includes(last) ? 2 : opensSentence ? -2 : 0;
  if (COMPANY.test(own)) return isWork ? 2 : opensSentence ? -1 : 0;
  if (!PERSON.test(own)) return 0;
  if (isWork || ['in', 'at', 'near'].includes(last)) return -3;
  return opensSentence || ['name', 'is', 'am', 'call', 'nam'].includes(last) ? 2 : 0;
}

/** Scores "from" and "to" for parameters such as origin and destination. */
function direction(candidate: FoundValue, own: string): number {
  const start = /\b(from|origin|source|departure)\b/.test(own);
  const end = /\b(to|destination|target|arrival)\b/.test(own);
  if (start === end) return 0;
  if (candidate.before.at(-1) === 'from') return start ? 3 : -3;
  return candidate.before.at(-1) === 'to' ? (end ? 3 : -3) : 0;
}

/** Returns 3 if a word of the parameter's name precedes the value, 1 if one follows; half for words of the description. */
function nearness({ before, after }: FoundValue, name: string, schema: JsonSchema): number {
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

/** Tolerates floating-point error: 12.35 / 0.01 is not exactly 1235. */
const isWhole = (ratio: number) => Math.abs(ratio - Math.round(ratio)) < 1e-6;

/** Compiled patterns in the cache. */
const KEPT_PATTERNS = 1_000;
const compiled = new Map<string, RegExp | undefined>();

/** Compiles a pattern; undefined if the engine cannot. The schema check decides about such values. */
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
