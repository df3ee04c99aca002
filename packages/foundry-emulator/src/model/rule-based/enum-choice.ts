import { readable, stem, wordsOf } from './words.ts';

/** Words that imply a common enum value without naming it. */
const SIGNS: Readonly<Record<string, string>> = {
  positive:
    'good great excellent amazing awesome love wonderful happy fantastic perfect best enjoy pleased helpful nice thank brilliant recommend satisfied delighted',
  negative:
    'bad terrible awful hate horrible worst poor broken disappointed angry slow useless never refund wrong damaged unhappy annoying frustrated rude sad',
  urgent: 'urgent urgently immediately asap emergency now critical outage',
  high: 'urgent urgently immediately asap emergency critical outage important serious',
  critical: 'outage emergency critical down security breach',
  low: 'minor whenever sometime eventually trivial',
  billing: 'charge charged invoice payment pay bill price refund card subscription twice',
  technical: 'error crash crashes bug broken fail fails login password install slow app screen',
  shipping: 'deliver delivery parcel package shipment late arrive tracking courier',
  account: 'login password sign profile account username email locked',
  sales: 'buy purchase price quote discount offer plan upgrade',
  complaint: 'disappointed angry broken damaged wrong refund terrible bad',
  question: 'how what when where why which who can',
};

const stemsOf = (text: string): string[] => wordsOf(text).map((word) => word.stem);
const SIGN_STEMS = new Map(Object.entries(SIGNS).map(([value, words]) => [value, new Set(stemsOf(words))]));

/**
 * Returns the value of an enum that the text names, the longest name first, so that "very high" is not taken for "high".
 * Undefined when it names none.
 */
export function chooseEnum(values: unknown[], text: string): unknown {
  const stems = stemsOf(text);
  const named = values
    .map((value) => ({ value, words: stemsOf(readable(String(value))) }))
    .filter(({ words }) => words.length > 0 && containsRun(stems, words))
    .sort((left, right) => right.words.length - left.words.length);
  return named[0]?.value;
}

/** Returns the enum value that most words of the text imply, or a neutral one. */
export function guessEnum(values: unknown[], text: string): unknown {
  const stems = stemsOf(text);
  const scored = values.map((value) => {
    const words = stemsOf(readable(String(value)));
    const signs = words.map((word) => [...SIGN_STEMS].find(([name]) => stem(name) === word)?.[1]);
    const score = signs.reduce((sum, set) => sum + stems.filter((each) => set?.has(each)).length, 0);
    return { value, score };
  });
  const [first, second] = scored.toSorted((left, right) => right.score - left.score);
  if (first && first.score > 0 && first.score > (second?.score ?? 0)) return first.value;
  return values.find((value) => /^(?:neutral|mixed|medium|normal|other|unknown|none)$/i.test(String(value)));
}

const NEGATIONS = new Set(['no', 'not', "don't", 'dont', 'without', 'never', 'exclude', 'disable', 'off'].map(stem));

/** True when the text speaks of the parameter, false with a "no" shortly before it, undefined when it does not mention it. */
export function chooseBoolean(name: string, text: string): boolean | undefined {
  const words = stemsOf(text);
  const own = stemsOf(readable(name)).filter(
    (word) => !['is', 'has', 'with', 'includ', 'allow', 'should'].includes(word),
  );
  const index = words.findIndex((word) => own.includes(word));
  if (index < 0) return undefined;
  return !words.slice(Math.max(0, index - 3), index).some((word) => NEGATIONS.has(word));
}

const containsRun = (all: string[], run: string[]) =>
  all.some((_, start) => run.every((word, offset) => all[start + offset] === word));
