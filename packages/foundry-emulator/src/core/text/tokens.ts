import { sentencesOf } from './sentences.ts';

/**
 * Splits a text into the tokens that BLEU, GLEU and METEOR count, as `nltk_tokenize` of azure-ai-evaluation does: ASCII text by NLTK's
 * `word_tokenize`, other text by the international variant of its NIST tokenizer.
 */
export function tokens(text: string): string[] {
  return /^[\0-\x7f]*$/.test(text) ? sentencesOf(text).flatMap(treebankTokens) : internationalTokens(text);
}

/** Words of a text in lower case, marks dropped. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

type Substitution = readonly [pattern: RegExp, replacement: string];

/** The substitutions of NLTK's `NLTKWordTokenizer`, which follows the Penn Treebank, in its order. Patterns for other than ASCII are left out. */
const TREEBANK: readonly Substitution[] = [
  // Opening quotes.
  [/(`+)/g, ' $1 '],
  [/^"/g, '``'],
  [/(``)/g, ' $1 '],
  [/([ ([{<])("|'{2})/g, '$1 `` '],
  [/(')(?!re|ve|ll|m|t|s|d|n)(\w)\b/gi, '$1 $2'],
  // Marks.
  [/([^.])(\.)([\])}>"' ]*)\s*$/g, '$1 $2 $3 '],
  [/([:,])([^\d])/g, ' $1 $2'],
  [/([:,])$/g, ' $1 '],
  [/\.{2,}/g, ' $& '],
  [/[;@#$%&]/g, ' $& '],
  [/([^.])(\.)([\])}>"']*)\s*$/g, '$1 $2$3 '],
  [/[?!]/g, ' $& '],
  [/([^'])' /g, "$1 ' "],
  [/[*]/g, ' $& '],
  [/[\][(){}<>]/g, ' $& '],
  [/--/g, ' -- '],
  [/^|$/g, ' '],
  // Closing quotes and contractions.
  [/''/g, " '' "],
  [/"/g, " '' "],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /g, '$1 $2 '],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /g, '$1 $2 '],
  [/\b(can)(not)\b/gi, ' $1 $2 '],
  [/\b(d)('ye)\b/gi, ' $1 $2 '],
  [/\b(gim)(me)\b/gi, ' $1 $2 '],
  [/\b(gon)(na)\b/gi, ' $1 $2 '],
  [/\b(got)(ta)\b/gi, ' $1 $2 '],
  [/\b(lem)(me)\b/gi, ' $1 $2 '],
  [/\b(more)('n)\b/gi, ' $1 $2 '],
  [/\b(wan)(na)(?=\s)/gi, ' $1 $2 '],
  [/ ('t)(is)\b/gi, ' $1 $2 '],
  [/ ('t)(was)\b/gi, ' $1 $2 '],
];

/**
 * The class "Number" of the character tables that NLTK's NIST tokenizer uses: it holds the visible characters of the basic plane that are
 * no numbers, but neither Han nor Hangul.
 */
const NON_NUMBER =
  '(?![\\u{2e9b}-\\u{2fd5}\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{ac00}-\\u{d7a3}\\u{f900}-\\u{fad9}\\u{10000}-\\u{10ffff}])[\\p{L}\\p{M}\\p{P}\\p{S}]';

/** The substitutions of NLTK's NIST tokenizer for any language: runs of ASCII, marks next to a non-number, and symbols are split off. */
const INTERNATIONAL: readonly Substitution[] = [
  [/<skipped>/g, ''],
  [/\u2028/g, ' '],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&apos;/g, "'"],
  [/&quot;/g, '"'],
  [/&#124;/g, '|'],
  [/&#91;/g, '['],
  [/&#93;/g, ']'],
  [/&amp;/g, '&'],
  [/([\0-\x7f]+)/g, ' $1 '],
  [new RegExp(`(${NON_NUMBER})(\\p{P})`, 'gu'), '$1 $2 '],
  [new RegExp(`(\\p{P})(${NON_NUMBER})`, 'gu'), ' $1 $2'],
  [/(?![\u{10000}-\u{10ffff}])(\p{S})/gu, ' $1 '],
];

const substituted = (text: string, substitutions: readonly Substitution[]): string[] =>
  substitutions
    .reduce((changed, [pattern, replacement]) => changed.replace(pattern, replacement), text)
    .split(/\s+/)
    .filter((token) => token !== '');

const treebankTokens = (sentence: string): string[] => substituted(sentence, TREEBANK);

const internationalTokens = (text: string): string[] => substituted(text, INTERNATIONAL);
