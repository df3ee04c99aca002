import { porterStem } from './porter-stem.ts';
import { tokens } from './tokens.ts';

/** Weight of recall against precision, steepness and weight of the penalty for scattered matches. Banerjee and Lavie, 2005, as NLTK presets them. */
const ALPHA = 0.9;
const BETA = 3;
const GAMMA = 0.5;

/**
 * METEOR: words that input and reference share, first as they stand, then by their stems; recall counts nine times as much as
 * precision, and matches that do not stand together are penalised. Synonyms are not looked up. 0 to 1.
 */
export function meteor(input: string, reference: string): number {
  const given = tokens(input.toLowerCase());
  const wanted = tokens(reference.toLowerCase());
  const partner = align(given, wanted);
  if (partner.size === 0) return 0;
  const precision = partner.size / given.length;
  const recall = partner.size / wanted.length;
  const mean = (precision * recall) / (ALPHA * precision + (1 - ALPHA) * recall);
  return mean * (1 - GAMMA * (chunks(partner) / partner.size) ** BETA);
}

/** Which place of `wanted` each matched place of `given` stands for. */
function align(given: readonly string[], wanted: readonly string[]): Map<number, number> {
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  for (const form of [(word: string) => word, porterStem]) {
    const places = placesOf(wanted, form, taken);
    for (const at of [...given.keys()].reverse()) {
      if (partner.has(at)) continue;
      const place = places.get(form(given[at] ?? ''))?.pop();
      if (place === undefined) continue;
      partner.set(at, place);
      taken.add(place);
    }
  }
  return partner;
}

function placesOf(words: readonly string[], form: (word: string) => string, taken: ReadonlySet<number>) {
  const places = new Map<string, number[]>();
  for (const [place, word] of words.entries()) {
    if (taken.has(place)) continue;
    const key = form(word);
    const known = places.get(key);
    if (known) known.push(place);
    else places.set(key, [place]);
  }
  return places;
}

/** Groups of matches that follow one another in both texts. */
function chunks(partner: ReadonlyMap<number, number>): number {
  return [...partner].filter(([at, place]) => partner.get(at - 1) !== place - 1).length;
}
