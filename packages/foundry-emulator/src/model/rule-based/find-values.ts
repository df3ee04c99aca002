import { findDates, findTimes } from './dates.ts';
import { isStopWord, type Word, wordsOf } from './words.ts';

export type ClueKind =
  | 'quoted'
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
export interface Clue {
  kind: ClueKind;
  /** The value as a tool would want it: dates in ISO form, quotes and thousands separators gone. */
  value: string;
  start: number;
  end: number;
  /** Stems of the words just before it, the nearest last: "from" Seoul, "order number" 1042. */
  before: string[];
  /** Stems of the words just after it. */
  after: string[];
}

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
 * Everything in the text that could be an argument, in reading order. What is certain is taken first, and what it covers
 * is not offered again as something less certain: the digits of a date are no number.
 */
export function findClues(text: string, now: Date): Clue[] {
  const found: Clue[] = [];
  const words = wordsOf(text);
  const taken = (start: number, end: number) => found.some((clue) => start < clue.end && clue.start < end);
  const add = (kind: ClueKind, value: string, start: number, end: number) => {
    if (value !== '' && !taken(start, end)) found.push({ kind, value, start, end, ...around(words, start, end) });
  };
  const addAll = (kind: ClueKind, pattern: RegExp, valueIn: (match: RegExpMatchArray) => string = ([all]) => all) => {
    for (const match of text.matchAll(pattern)) add(kind, valueIn(match), match.index, match.index + match[0].length);
  };

  addAll('quoted', QUOTED, (match) => (match.slice(1).find((group) => group !== undefined) ?? '').trim());
  addAll('uuid', UUID);
  addAll('email', EMAIL);
  addAll('url', URL_LIKE);
  for (const { value, start, end } of findDates(text, now)) add('date', value, start, end);
  for (const { value, start, end } of findTimes(text)) add('time', value, start, end);
  addAll('code', CODE);
  addAll('number', NUMBER, ([all]) => all.replaceAll(',', '').replace('−', '-'));
  for (const match of text.matchAll(/\p{L}+/gu)) {
    const number = NUMBER_WORDS.indexOf(match[0].toLowerCase());
    if (number >= 2) add('number', String(number), match.index, match.index + match[0].length);
  }
  for (const match of text.matchAll(NAME)) {
    const [name] = match;
    const opensSentence = /(?:^|[.!?]\s+|\n\s*)$/.test(text.slice(0, match.index));
    if (opensSentence && !/\s/.test(name) && !/^\p{Lu}{2,}$/u.test(name)) continue;
    if (!isStopWord(name)) add('name', name, match.index, match.index + name.length);
  }
  for (const match of text.matchAll(PHRASE)) {
    const phrase = trimPhrase(match[1] ?? '');
    const start = match.index + match[0].length - (match[1]?.length ?? 0);
    add('phrase', phrase.replace(/^(?:the|a|an|my|our)\s+/i, ''), start, start + phrase.length);
  }
  // Every plain word may still match a pattern ("EUR", "size M").
  const plain = words.map(
    ({ text: value, start, end }, index): Clue => ({
      kind: 'word',
      value,
      start,
      end,
      ...stemsAround(words, index, index + 1),
    }),
  );
  return [...found.sort((left, right) => left.start - right.start), ...plain];
}

/** A phrase ends where the sentence turns to something else. */
const trimPhrase = (phrase: string) =>
  phrase.replace(
    /\s+(?:in|at|to|from|for|near|about|of|with|by|and|or|because|since|please|today|now|is|are|was|that|which)\b.*$/i,
    '',
  );

const WORDS_BEFORE = 3;
const WORDS_AFTER = 2;

function around(words: Word[], start: number, end: number): Pick<Clue, 'before' | 'after'> {
  const first = words.findIndex((word) => word.end > start);
  const next = words.findIndex((word) => word.start >= end);
  return stemsAround(words, first < 0 ? words.length : first, next < 0 ? words.length : next);
}

const stemsAround = (words: Word[], first: number, next: number): Pick<Clue, 'before' | 'after'> => ({
  before: words.slice(Math.max(0, first - WORDS_BEFORE), first).map((word) => word.stem),
  after: words.slice(next, next + WORDS_AFTER).map((word) => word.stem),
});
