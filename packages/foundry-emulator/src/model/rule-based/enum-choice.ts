import { readable, stem, wordsOf } from './words.ts';

/** The value of an enum that the text names, the longest name first, so that "very high" is not taken for "high". */
export function chooseEnum(values: unknown[], text: string): unknown {
  const stems = wordsOf(text).map((word) => word.stem);
  const named = values
    .map((value) => ({ value, words: wordsOf(readable(String(value))).map((word) => word.stem) }))
    .filter(({ words }) => words.length > 0 && containsRun(stems, words))
    .sort((left, right) => right.words.length - left.words.length);
  return named[0]?.value;
}

const NEGATIONS = new Set(['no', 'not', "don't", 'dont', 'without', 'never', 'exclude', 'disable', 'off'].map(stem));

/** True when the text speaks of the parameter, false when it does so with a "no" shortly before, undefined when not at all. */
export function chooseBoolean(name: string, text: string): boolean | undefined {
  const words = wordsOf(text).map((word) => word.stem);
  const own = wordsOf(readable(name))
    .map((word) => word.stem)
    .filter((word) => !['is', 'has', 'with', 'includ', 'allow', 'should'].includes(word));
  const index = words.findIndex((word) => own.includes(word));
  if (index < 0) return undefined;
  return !words.slice(Math.max(0, index - 3), index).some((word) => NEGATIONS.has(word));
}

const containsRun = (all: string[], run: string[]) =>
  all.some((_, start) => run.every((word, offset) => all[start + offset] === word));
