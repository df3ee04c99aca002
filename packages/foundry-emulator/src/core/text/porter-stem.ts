/** A suffix and its replacement. */
type Rule = readonly [ending: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['fulli', 'ful'],
];

const STEP_3: readonly Rule[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const STEP_4: readonly Rule[] = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'],
  ...['ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'],
].map((ending) => [ending, ''] as const);

const IRREGULAR: Readonly<Record<string, string>> = {
  sky: 'sky',
  skies: 'sky',
  dying: 'die',
  lying: 'lie',
  tying: 'tie',
  news: 'news',
  innings: 'inning',
  inning: 'inning',
  outings: 'outing',
  outing: 'outing',
  cannings: 'canning',
  canning: 'canning',
  howe: 'howe',
  proceed: 'proceed',
  exceed: 'exceed',
  succeed: 'succeed',
};

const VOWEL = '(?:[aeiou]|(?<=[^aeiou])y)';
const CONSONANT = '(?:[^aeiouy]|(?<![^aeiou])y)';
const VOWEL_CONSONANT = new RegExp(`${VOWEL}+${CONSONANT}+`, 'g');
const HAS_VOWEL = new RegExp(VOWEL);
const SHORT = new RegExp(`${CONSONANT}${VOWEL}(?![wxy])${CONSONANT}$|^${VOWEL}${CONSONANT}$`);
const DOUBLE = /([^aeiouy])\1$/;

/** Number of vowel-consonant sequences. */
const measure = (stem: string): number => stem.match(VOWEL_CONSONANT)?.length ?? 0;

/**
 * Returns the stem of an English word in lower case: Porter's "An algorithm for suffix stripping" (1980) with the extensions that NLTK
 * makes by default, which METEOR depends on.
 */
export function porterStem(word: string): string {
  const irregular = IRREGULAR[word];
  if (irregular !== undefined && Object.hasOwn(IRREGULAR, word)) return irregular;
  if (word.length < 3) return word;
  const open = withLastI(withoutPast(withoutPlural(word)));
  const derived = replaceLongest(withoutAdverb(open), STEP_3, 0);
  return withoutLastE(withoutDerivation(derived));
}

function withoutPlural(word: string): string {
  if (/^.ies$/s.test(word)) return word.slice(0, -1);
  if (/(ss|i)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('ied')) return word.length === 4 ? word.slice(0, -1) : word.slice(0, -2);
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.replace(/(ed|ing)$/, '');
  if (stem === word || !HAS_VOWEL.test(stem)) return word;
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (DOUBLE.test(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && SHORT.test(stem) ? `${stem}e` : stem;
}

/** `happy` becomes `happi`; `enjoy` and `by` stay. */
const withLastI = (word: string): string =>
  word.length > 2 && new RegExp(`${CONSONANT}y$`).test(word) ? `${word.slice(0, -1)}i` : word;

function withoutAdverb(word: string): string {
  if (word.endsWith('alli') && measure(word.slice(0, -4)) > 0) return withoutAdverb(word.slice(0, -2));
  if (word.endsWith('logi')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  return replaceLongest(word, STEP_2, 0);
}

function withoutDerivation(word: string): string {
  if (word.endsWith('ion')) return /[st]ion$/.test(word) && measure(word.slice(0, -3)) > 1 ? word.slice(0, -3) : word;
  return replaceLongest(word, STEP_4, 1);
}

function withoutLastE(word: string): string {
  const stem = word.endsWith('e') ? word.slice(0, -1) : word;
  const count = measure(stem);
  const shortened = count > 1 || (count === 1 && !SHORT.test(stem)) ? stem : word;
  return shortened.endsWith('ll') && measure(shortened.slice(0, -1)) > 1 ? shortened.slice(0, -1) : shortened;
}

/** Applies the rule of the longest suffix only, if the stem before it has more than `minimum` vowel-consonant sequences. */
function replaceLongest(word: string, rules: readonly Rule[], minimum: number): string {
  const fitting = rules.filter(([ending]) => word.endsWith(ending));
  const [ending, replacement] = fitting.reduce(
    (best, rule) => (rule[0].length > best[0].length ? rule : best),
    ['', ''],
  );
  const stem = word.slice(0, word.length - ending.length);
  return ending !== '' && measure(stem) > minimum ? stem + replacement : word;
}
