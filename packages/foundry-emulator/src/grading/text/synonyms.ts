import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** One part of speech of WordNet. */
interface Dictionary {
  /** Synonyms of a word in lower case, separated by spaces. */
  readonly groups: ReadonlyMap<string, string>;
  /** Base forms of irregular forms, separated by spaces. */
  readonly irregular: ReadonlyMap<string, string>;
  readonly endings: readonly (readonly [ending: string, replacement: string])[];
}

const ENDINGS = [
  // WordNet's rules of detachment for nouns, verbs, adjectives and adverbs.
  's: ses:s ves:f xes:x zes:z ches:ch shes:sh men:man ies:y',
  's: ies:y es:e es: ed:e ed: ing:e ing:',
  'er: est: er:e est:e',
  '',
].map((rules) =>
  rules
    .split(' ')
    .filter((rule) => rule !== '')
    .map((rule): [string, string] => [rule.split(':')[0] ?? '', rule.split(':')[1] ?? '']),
);

let loaded: readonly Dictionary[] | undefined;

/** Returns the words that WordNet gives as synonyms of a word or of its base form. */
export function synonymsOf(word: string): ReadonlySet<string> {
  loaded ??= load();
  const found = new Set<string>();
  for (const dictionary of loaded) {
    for (const form of baseForms(word.toLowerCase(), dictionary)) {
      for (const synonym of dictionary.groups.get(form)?.split(' ') ?? []) found.add(synonym);
    }
  }
  return found;
}

/** Takes about 40 ms: lines are split when a word is looked up. */
function load(): Dictionary[] {
  const text = gunzipSync(readFileSync(path.join(import.meta.dirname, 'wordnet-synonyms.txt.gz'))).toString();
  const sections = text.replace(/^#.*\n/gm, '').split('\n\n');
  return ENDINGS.map((endings, at) => {
    const groups = new Map<string, string>();
    for (const line of linesOf(sections[2 * at])) {
      for (const word of line.toLowerCase().split(' ')) {
        const known = groups.get(word);
        groups.set(word, known === undefined ? line : `${known} ${line}`);
      }
    }
    const irregular = new Map<string, string>();
    for (const line of linesOf(sections[2 * at + 1])) {
      const end = line.indexOf(' ');
      irregular.set(line.slice(0, end), line.slice(end + 1));
    }
    return { groups, irregular, endings };
  });
}

const linesOf = (section = ''): string[] => section.trim().split('\n');

/** Follows WordNet's `morphy`: replaces endings until a word is known. */
function baseForms(word: string, { groups, irregular, endings }: Dictionary): string[] {
  const bases = irregular.get(word);
  if (bases !== undefined) return [word, ...bases.split(' ')];
  let forms = [word];
  for (let isFirst = true; forms.length > 0; isFirst = false) {
    const shorter = forms.flatMap((form) =>
      endings.flatMap(([ending, replacement]) =>
        form.endsWith(ending) && form.length > ending.length ? [form.slice(0, -ending.length) + replacement] : [],
      ),
    );
    const known = new Set([...(isFirst ? forms : []), ...shorter].filter((form) => groups.has(form)));
    if (known.size > 0) return [...known];
    forms = shorter;
  }
  return [];
}
