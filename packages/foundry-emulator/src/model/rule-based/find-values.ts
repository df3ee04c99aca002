import { findDates, findTimes } from './dates.ts';
import { isStopWord, type Word, wordsOf } from './words.ts';

/** `liked` follows "likes" or "enjoys"; `role` follows "is a" or "works as". */
export type ValueKind =
  | 'quoted'
  | 'liked'
  | 'role'
  | 'phone'
  | 'uuid'
  | 'email'
  | 'url'
  | 'date'
  | 'time'
  | 'code'
  | 'number'
  | 'name'
  | 'phrase'
  | 'word';

/** A piece of the text that could be the value of an argument. */
export interface FoundValue {
  kind: ValueKind;
  /** The value in the form a tool expects: dates in ISO form, without quotes and thousands separators. */
  value: string;
  start: number;
  end: number;
  /** Stems of the words just before it, the nearest last: "from" Seoul, "order number" 1042. */
  before: string[];
  /** Stems of the words just after it. */
  after: string[];
  /** Unit of a number, given by a sign or word beside it. */
  unit?: NumberUnit;
  /** True for the first word of a sentence. */
  opensSentence?: boolean;
}

export type NumberUnit = 'money' | 'percent' | 'years' | 'degrees';

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const URL_LIKE = /\bhttps?:\/\/[^\s"'<>]+[^\s"'<>.,;:!?)]/g;
const QUOTED =
  /"([^"]{1,500})"|“([^”]{1,500})”|«([^»]{1,500})»|`([^`]{1,500})`|(?<![\p{L}\p{N}])'([^']{1,500})'(?![\p{L}\p{N}])/gu;
const CODE = /(?<![\p{L}\p{N}])(?=[\w-]*[A-Za-z])(?=[\w-]*\d)[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*/gu;
const NUMBER =
  /(?<![\p{L}\p{N}.])[-−]?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\p{N}])|(?<![\p{L}\p{N}.])[-−]?\d+(?:\.\d+)?(?![\p{N}])/gu;
const NAME =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'’&.-]*[\p{L}\p{N}](?:\s+(?:(?:of|de|la|the)\s+)?\p{Lu}[\p{L}\p{N}'’&.-]*[\p{L}\p{N}])*/gu;
const PHRASE =
  /(?<![\p{L}\p{N}])(?:in|at|to|from|for|near|about|of|with|named|called|by)\s+((?:(?:the|a|an|my|our)\s+)?[\p{L}\p{N}'’-]+(?:\s+[\p{L}\p{N}'’-]+){0,3})/giu;

const PHONE =
  /(?<![\p{L}\p{N}])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,4}\)[\s.-]?)?\d{2,4}(?:[\s.-]\d{2,4}){1,4}(?![\p{L}\p{N}-])/gu;
const MIN_PHONE_DIGITS = 7;
const LIKED =
  /(?<![\p{L}\p{N}])(?:likes?|loves?|enjoys?|prefers?|fond of|interested in|hobbies (?:are|include)|plays?)\s+(?:to\s+)?(?<list>[^.;:!?\n]+)/giu;
const ROLE =
  /(?<![\p{L}\p{N}])(?:(?:is|am|was|['’]m|['’]s|become|became)\s+an?|(?:works?|working|worked) as|as an?)\s+(?<role>\p{L}[\p{L}-]*(?:\s+[\p{L}-]+){0,3})/giu;
/** Words that end a list, because a new statement begins. */
const ANOTHER_STATEMENT =
  /\b(?:is|are|was|were|am|has|have|lives?|works?|but|because|who|which|that|when|while|he|she|they|it|i)\b/iu;
/** A capitalized word that opens a sentence is a name when one of these follows. */
const AFTER_SUBJECT =
  /^(?:['’]s|,?\s+(?:is|was|has|had|will|can|likes?|loves?|enjoys?|prefers?|lives?|lived|works?|worked|wants?|needs?|plays?|said|says|studies|studied|comes?|came|moved|bought|ordered|called|wrote|met|and\s+\p{Lu}|\(|\d)|(?:,\s+\p{Lu}[\p{L}'’-]+)+,?\s+(?:and|or)\s+\p{Lu})/u;
/** A verb that opens a sentence and addresses the model is not part of the name that follows: "Return JSON", "Ask Anna". */
const COMMAND =
  /^(?:answer|ask|book|call|create|draw|email|extract|find|generate|give|list|make|order|remind|reply|respond|return|send|show|summari[sz]e|tell|translate|use|write)\s+(?=\p{Lu})/iu;
/** Topic and subject particles after a Korean name. */
const KOREAN_SUBJECT = /(?<![\p{L}\p{N}])(?<name>\p{Script=Hangul}{2,5}?)(?:씨|님)?(?:은|는|이|가)(?=\s)/gu;

const UNITS: readonly (readonly [NumberUnit, { readonly before?: RegExp; readonly after?: RegExp }])[] = [
  [
    'money',
    { before: /[$€£¥₩]\s*$/u, after: /^\s*(?:[$€£¥₩원元円]|(?:usd|eur|gbp|krw|jpy|dollars?|euros?|pounds?)\b)/iu },
  ],
  ['percent', { after: /^\s*(?:%|percent\b)/iu }],
  [
    'years',
    {
      before: /\b(?:aged?|age of)\s*$/iu,
      after: /^[\s-]*(?:years?[\s-]*old|y\/?o\b|years?\b|살|세(?!\p{L})|歳|岁|عام|سنة|jahre?\b|ans\b|años\b)/iu,
    },
  ],
  ['degrees', { after: /^\s*(?:°|degrees?\b)/iu }],
];

/** Decimal digits of other scripts, which have the same length. */
const OTHER_DIGITS = /[\u0660-\u0669\u06F0-\u06F9\u0966-\u096F\uFF10-\uFF19]/g;

/** Writes the digits of other scripts as ASCII digits. Positions stay the same. */
export const withAsciiDigits = (text: string): string =>
  text.replace(OTHER_DIGITS, (digit) => String((digit.charCodeAt(0) - digitZero(digit)) % 10));

const digitZero = (digit: string): number => {
  const code = digit.charCodeAt(0);
  return [0x0660, 0x06f0, 0x0966, 0xff10].findLast((zero) => zero <= code) ?? 0;
};

const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

/**
 * Finds everything in a text that could be a value, in reading order. Certain kinds are found first and cover their text, so that the
 * digits of a date are not also a number.
 */
export function findValues(text: string, now: Date): FoundValue[] {
  const found: FoundValue[] = [];
  const words = wordsOf(text);
  const taken = (start: number, end: number) =>
    found.some((candidate) => start < candidate.end && candidate.start < end);
  const add = (kind: ValueKind, value: string, start: number, end: number, more: Partial<FoundValue> = {}) => {
    if (value !== '' && !taken(start, end))
      found.push({ kind, value, start, end, ...around(words, start, end), ...more });
  };
  const addAll = (kind: ValueKind, pattern: RegExp, valueIn: (match: RegExpMatchArray) => string = ([all]) => all) => {
    for (const match of text.matchAll(pattern)) add(kind, valueIn(match), match.index, match.index + match[0].length);
  };

  addAll('quoted', QUOTED, (match) => (match.slice(1).find((group) => group !== undefined) ?? '').trim());
  addAll('uuid', UUID);
  addAll('email', EMAIL);
  addAll('url', URL_LIKE);
  for (const { value, start, end } of findDates(text, now)) add('date', value, start, end);
  for (const { value, start, end } of findTimes(text)) add('time', value, start, end);
  for (const match of text.matchAll(PHONE))
    if (match[0].replace(/\D/g, '').length >= MIN_PHONE_DIGITS)
      add('phone', match[0].trim(), match.index, match.index + match[0].length);
  addAll('code', CODE);
  for (const match of text.matchAll(NUMBER)) {
    const end = match.index + match[0].length;
    const unit = unitOf(text.slice(0, match.index), text.slice(end));
    add('number', match[0].replaceAll(',', '').replace('−', '-'), match.index, end, unit ? { unit } : {});
  }
  for (const match of text.matchAll(/\p{L}+/gu)) {
    const number = NUMBER_WORDS.indexOf(match[0].toLowerCase());
    if (number >= 2) add('number', String(number), match.index, match.index + match[0].length);
  }
  for (const match of text.matchAll(NAME)) {
    const startsSentence = /(?:^|[.!?:]\s+|\n\s*)$/.test(text.slice(0, match.index));
    const command = startsSentence ? (COMMAND.exec(match[0])?.[0].length ?? 0) : 0;
    const name = match[0].slice(command);
    const start = match.index + command;
    const opensSentence = startsSentence && command === 0;
    const isWord = opensSentence && !/\s/.test(name) && !/^\p{Lu}{2,}$/u.test(name);
    if (isWord && !AFTER_SUBJECT.test(text.slice(start + name.length))) continue;
    if (!isStopWord(name) && name !== 'Where') add('name', name, start, start + name.length, { opensSentence });
  }
  for (const match of text.matchAll(KOREAN_SUBJECT)) {
    const name = match.groups?.name ?? '';
    add('name', name, match.index, match.index + name.length, { opensSentence: true });
  }
  for (const { value, start } of likedThings(text)) add('liked', value, start, start + value.length);
  for (const match of text.matchAll(ROLE)) {
    const role = trimPhrase(match.groups?.role ?? '');
    const start = match.index + match[0].length - (match.groups?.role ?? '').length;
    if (!isStopWord(role)) add('role', role, start, start + role.length);
  }
  for (const match of text.matchAll(PHRASE)) {
    const phrase = trimPhrase(match[1] ?? '');
    const start = match.index + match[0].length - (match[1]?.length ?? 0);
    add('phrase', phrase.replace(/^(?:the|a|an|my|our)\s+/i, ''), start, start + phrase.length);
  }
  // Every plain word may still match a pattern ("EUR", "size M").
  const plain = words.map(
    ({ text: value, start, end }, index): FoundValue => ({
      kind: 'word',
      value,
      start,
      end,
      ...stemsAround(words, index, index + 1),
    }),
  );
  return [...found.sort((left, right) => left.start - right.start), ...plain];
}

function unitOf(before: string, after: string): NumberUnit | undefined {
  return UNITS.find(([, unit]) => unit.before?.test(before) || unit.after?.test(after))?.[0];
}

/** "chess, long walks and tea": each thing that someone is said to like. */
function likedThings(text: string): { value: string; start: number }[] {
  return [...text.matchAll(LIKED)].flatMap((match) => {
    const list = match.groups?.list ?? '';
    const from = match.index + match[0].length - list.length;
    const things: { value: string; start: number }[] = [];
    let at = 0;
    for (const part of list.split(/(,\s*(?:and\s+)?|\s+(?:and|or)\s+)/iu)) {
      const [value = ''] = part.split(/\s+(?:in|at|on|with|for|from|very|a lot|every|most)\b/iu);
      if (ANOTHER_STATEMENT.test(value) || wordsOf(value).length > 4) break;
      if (/^(?!and$|or$)\p{L}/iu.test(value)) things.push({ value: value.trim(), start: from + at });
      at += part.length;
    }
    return things;
  });
}

/** Cuts a phrase where another part of the sentence begins. */
const trimPhrase = (phrase: string) =>
  phrase.replace(
    /\s+(?:in|at|to|from|for|near|about|of|with|by|and|or|because|since|please|today|now|is|are|was|that|which)\b.*$/i,
    '',
  );

const WORDS_BEFORE = 3;
const WORDS_AFTER = 2;

function around(words: Word[], start: number, end: number): Pick<FoundValue, 'before' | 'after'> {
  const first = words.findIndex((word) => word.end > start);
  const next = words.findIndex((word) => word.start >= end);
  return stemsAround(words, first < 0 ? words.length : first, next < 0 ? words.length : next);
}

const stemsAround = (words: Word[], first: number, next: number): Pick<FoundValue, 'before' | 'after'> => ({
  before: words.slice(Math.max(0, first - WORDS_BEFORE), first).map((word) => word.stem),
  after: words.slice(next, next + WORDS_AFTER).map((word) => word.stem),
});
