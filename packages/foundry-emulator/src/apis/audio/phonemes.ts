/** Sound of a letter: voice through resonances, noise, both, or silence. */
export interface Phoneme {
  /** Seconds at speed 1. */
  readonly length: number;
  /** Formants in Hz. Vowels: rounded from Peterson and Barney (1952). */
  readonly formants: readonly [number, number, number];
  /** Shares of voice and of noise, 0 to 1. */
  readonly voice: number;
  readonly noise: number;
}

const phoneme = (length: number, formants: Phoneme['formants'], voice: number, noise: number): Phoneme => ({
  length,
  formants,
  voice,
  noise,
});

const CONSONANT: Phoneme['formants'] = [300, 1500, 2500];
const HISS: Phoneme['formants'] = [2500, 4500, 7000];

export const PAUSE = phoneme(0.09, CONSONANT, 0, 0);
export const LONG_PAUSE = phoneme(0.3, CONSONANT, 0, 0);

const voiced = (formants: Phoneme['formants'] = CONSONANT, noise = 0) => phoneme(0.07, formants, 0.5, noise);
const burst = (formants: Phoneme['formants'] = CONSONANT, voice = 0) => phoneme(0.05, formants, voice, 0.35);
const hiss = (formants: Phoneme['formants'] = HISS) => phoneme(0.09, formants, 0, 0.5);

const PHONEMES: Readonly<Record<string, Phoneme>> = {
  a: phoneme(0.12, [730, 1090, 2440], 1, 0),
  e: phoneme(0.1, [530, 1840, 2480], 1, 0),
  i: phoneme(0.1, [270, 2290, 3010], 1, 0),
  o: phoneme(0.12, [570, 840, 2410], 1, 0),
  u: phoneme(0.12, [300, 870, 2240], 1, 0),
  y: phoneme(0.08, [300, 2000, 2700], 0.9, 0),
  m: voiced([250, 1100, 2200]),
  n: voiced([250, 1700, 2600]),
  l: voiced([350, 1300, 2700]),
  r: voiced([350, 1150, 1500]),
  w: voiced([300, 700, 2200]),
  j: voiced([280, 2100, 2900]),
  v: voiced([250, 1400, 2400], 0.15),
  z: voiced([250, 1600, 4500], 0.3),
  b: burst([250, 900, 2200], 0.4),
  d: burst([250, 1700, 2600], 0.4),
  g: burst([250, 2000, 2400], 0.4),
  p: burst([500, 1000, 2300]),
  t: burst([1800, 3500, 5500]),
  k: burst([1300, 2100, 3000]),
  c: burst([1300, 2100, 3000]),
  q: burst([1300, 2100, 3000]),
  x: hiss([1500, 3500, 6000]),
  s: hiss(),
  f: hiss([1200, 4000, 7500]),
  h: phoneme(0.06, [600, 1500, 2500], 0, 0.3),
};

const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

const VOWELS = ['a', 'e', 'i', 'o', 'u'];

/**
 * Returns the phonemes of a character: Latin letters as written, digits by their English names, other scripts as one vowel per character.
 */
export function phonemesOf(character: string): readonly Phoneme[] {
  if (/[.!?;:。！？\n]/.test(character)) return [LONG_PAUSE];
  const letter = character.normalize('NFD').charAt(0).toLowerCase();
  const known = PHONEMES[letter];
  if (known) return [known];
  const digit = /\d/.test(letter) ? DIGITS[Number(letter)] : undefined;
  if (digit) return [...[...digit].flatMap(phonemesOf), PAUSE];
  if (!/\p{L}|\p{N}/u.test(character)) return [PAUSE];
  const vowel = PHONEMES[VOWELS[(character.codePointAt(0) ?? 0) % VOWELS.length] ?? 'a'];
  return vowel ? [vowel] : [PAUSE];
}
