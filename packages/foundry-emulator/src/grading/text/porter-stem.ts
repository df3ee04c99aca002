/** An ending, what takes its place, and how many vowel-consonant turns the rest must have. */
type Rule = readonly [ending: string, replacement: string];

const STEP_2: readonly Rule[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
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

const VOWEL = '(?:[aeiou]|(?<=[^aeiou])y)';
const CONSONANT = '(?:[^aeiouy]|(?<![^aeiou])y)';
const TURNS = new RegExp(`${VOWEL}+${CONSONANT}+`, 'g');
const HAS_VOWEL = new RegExp(VOWEL);
const SHORT = new RegExp(`${CONSONANT}${VOWEL}(?![wxy])${CONSONANT}$`);
const DOUBLE = /([^aeiouy])\1$/;

const measure = (stem: string): number => stem.match(TURNS)?.length ?? 0;

/** The stem of an English word in lower case. Porter, "An algorithm for suffix stripping" (1980). */
export function porterStem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  const plural = withoutPlural(word);
  const past = withoutPast(plural);
  const open = past.endsWith('y') && HAS_VOWEL.test(past.slice(0, -1)) ? `${past.slice(0, -1)}i` : past;
  const derived = replaceLongest(replaceLongest(open, STEP_2, 0), STEP_3, 0);
  return withoutLastE(withoutDerivation(derived));
}

function withoutPlural(word: string): string {
  if (/(ss|i)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.replace(/(ed|ing)$/, '');
  if (stem === word || !HAS_VOWEL.test(stem)) return word;
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (DOUBLE.test(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && SHORT.test(stem) ? `${stem}e` : stem;
}

function withoutDerivation(word: string): string {
  if (/[st]ion$/.test(word)) return measure(word.slice(0, -3)) > 1 ? word.slice(0, -3) : word;
  return replaceLongest(word, STEP_4, 1);
}

function withoutLastE(word: string): string {
  const stem = word.endsWith('e') ? word.slice(0, -1) : word;
  const turns = measure(stem);
  const cut = turns > 1 || (turns === 1 && !SHORT.test(stem)) ? stem : word;
  return measure(cut) > 1 && cut.endsWith('ll') ? cut.slice(0, -1) : cut;
}

/** Only the longest ending that fits is looked at, whether or not what is before it is long enough. */
function replaceLongest(word: string, rules: readonly Rule[], moreThan: number): string {
  const fitting = rules.filter(([ending]) => word.endsWith(ending));
  const [ending, replacement] = fitting.reduce(
    (best, rule) => (rule[0].length > best[0].length ? rule : best),
    ['', ''],
  );
  const stem = word.slice(0, word.length - ending.length);
  return ending !== '' && measure(stem) > moreThan ? stem + replacement : word;
}
