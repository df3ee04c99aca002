import { porterStem } from '../../core/text/porter-stem.ts';
import { tokens } from '../../core/text/tokens.ts';
import { synonymsOf } from './synonyms.ts';

/** Weight of recall against precision, exponent and weight of the fragmentation penalty: the defaults of NLTK's `meteor_score`. */
const ALPHA = 0.9;
const BETA = 3;
const GAMMA = 0.5;

interface Word {
  readonly place: number;
  readonly text: string;
}

/** Maximum tokens for the synonym match, which compares each word with each. */
const MAX_SYNONYM_TOKENS = 5_000;

/**
 * Returns the METEOR score as NLTK computes it, from 0 to 1. Words match as they stand, then by their stems, then as synonyms in WordNet
 * 3.0; recall counts nine times as much as precision, and matches that are not adjacent are penalized.
 */
export function meteor(input: string, reference: string): number {
  const given = numbered(input);
  const wanted = numbered(reference);
  const matches = align(given, wanted).sort(([left], [right]) => left - right);
  if (matches.length === 0) return 0;
  const precision = matches.length / given.length;
  const recall = matches.length / wanted.length;
  const mean = (precision * recall) / (ALPHA * precision + (1 - ALPHA) * recall);
  return mean * (1 - GAMMA * (chunkCount(matches) / matches.length) ** BETA);
}

const numbered = (text: string): Word[] => tokens(text).map((token, place) => ({ place, text: token.toLowerCase() }));

type Match = readonly [given: number, wanted: number];

function align(given: readonly Word[], wanted: readonly Word[]): Match[] {
  const matches: Match[] = [];
  let [open, rest] = matchEqual(given, wanted, matches);
  [open, rest] = matchEqual(open.map(stemmed), rest.map(stemmed), matches);
  if (open.length <= MAX_SYNONYM_TOKENS && rest.length <= MAX_SYNONYM_TOKENS) matchSynonyms(open, rest, matches);
  return matches;
}

const stemmed = ({ place, text }: Word): Word => ({ place, text: porterStem(text) });

/** Matches from the last word to the first, each with the last equal word; returns the words left over. */
function matchEqual(given: readonly Word[], wanted: readonly Word[], matches: Match[]): [Word[], Word[]] {
  const places = new Map<string, number[]>();
  for (const { place, text } of wanted) {
    const known = places.get(text);
    if (known) known.push(place);
    else places.set(text, [place]);
  }
  const taken = new Set<number>();
  const open = given
    .toReversed()
    .filter(({ place, text }) => {
      const partner = places.get(text)?.pop();
      if (partner === undefined) return true;
      matches.push([place, partner]);
      taken.add(partner);
      return false;
    })
    .reverse();
  return [open, wanted.filter(({ place }) => !taken.has(place))];
}

function matchSynonyms(given: readonly Word[], wanted: readonly Word[], matches: Match[]): void {
  const rest = [...wanted];
  for (const { place, text } of given.toReversed()) {
    const synonyms = synonymsOf(text);
    const at = rest.findLastIndex((word) => word.text === text || synonyms.has(word.text));
    const [partner] = at < 0 ? [] : rest.splice(at, 1);
    if (partner) matches.push([place, partner.place]);
  }
}

/** Counts the groups of matches that are adjacent and in the same order in both texts. */
const chunkCount = (matches: readonly Match[]): number =>
  matches.filter(([given, wanted], at) => {
    const before = matches[at - 1];
    return !before || before[0] !== given - 1 || before[1] !== wanted - 1;
  }).length;
