import { Cron } from 'croner';

/** A parsed NCRONTAB expression. */
export interface Crontab {
  /**
   * True when a field of seconds, minutes or hours has a range. Such a schedule also runs in the hour that a clock set
   * back repeats; a schedule of fixed times does not run twice then.
   */
  readonly isInterval: boolean;
  /** Returns the next time after `wall`, both in milliseconds without a zone; undefined when there is none. */
  nextAfter(wall: number): number | undefined;
}

interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const DAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');

const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
];

/** Fields within a day: seconds, minutes, hours. */
const CLOCK_FIELDS = 3;

/**
 * Parses an NCRONTAB expression of six fields (from seconds) or five (from minutes); undefined for other text. The
 * fields are parsed here and not by the cron library, because NCRONTAB has its own rules: names by any prefix (`Mo`),
 * `a/n` from a to the end of the field, reversed ranges, no 7 for Sunday, and the day of the month and of the week must
 * both match. The library finds the next time for plain lists of numbers.
 */
export function parseCrontab(expression: string): Crontab | undefined {
  const tokens = expression.split(' ').filter((token) => token !== '');
  if (tokens.length === 5) tokens.unshift('0');
  if (tokens.length !== FIELDS.length) return undefined;
  const values: number[][] = [];
  for (const [index, field] of FIELDS.entries()) {
    const found = readField(tokens[index] ?? '', field);
    if (!found) return undefined;
    values.push(found);
  }
  const pattern = values.map((numbers) => numbers.join(',')).join(' ');
  const cron = new Cron(pattern, { timezone: 'UTC', domAndDow: true, mode: '6-part', paused: true });
  return {
    isInterval: values.slice(0, CLOCK_FIELDS).some(hasNeighbours),
    nextAfter: (wall) => cron.nextRun(new Date(wall))?.getTime(),
  };
}

/** The real host looks for `*`, `-` or `/` in the normalized expression, in which only neighbours appear as a range. */
function hasNeighbours(numbers: readonly number[]): boolean {
  return numbers.some((number, index) => numbers[index + 1] === number + 1);
}

function readField(text: string, field: Field): number[] | undefined {
  const all = new Set<number>();
  for (const part of text.split(',')) {
    const numbers = readPart(part, field);
    if (!numbers) return undefined;
    for (const number of numbers) all.add(number);
  }
  return [...all].sort((a, b) => a - b);
}

function readPart(part: string, field: Field): number[] | undefined {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(part) ?? [];
  const bounds = readRange(range, field, step !== undefined);
  if (!bounds) return undefined;
  const every = Math.max(1, Number(step ?? 1));
  const numbers: number[] = [];
  for (let number = bounds[0]; number <= bounds[1]; number += every) numbers.push(number);
  return numbers;
}

function readRange(range: string, field: Field, hasStep: boolean): [number, number] | undefined {
  if (range === '*') return [field.min, field.max];
  const [first, last, tooMany] = range.split('-').map((text) => readValue(text, field));
  if (first === undefined || tooMany !== undefined) return undefined;
  if (!range.includes('-')) return [first, hasStep ? field.max : first];
  if (last === undefined || range.split('-').length > 2) return undefined;
  return first <= last ? [first, last] : [last, first];
}

function readValue(text: string, { min, max, names }: Field): number | undefined {
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    return value >= min && value <= max ? value : undefined;
  }
  const index = text === '' || !names ? -1 : names.findIndex((name) => name.startsWith(text.toLowerCase()));
  return index < 0 ? undefined : index + min;
}
