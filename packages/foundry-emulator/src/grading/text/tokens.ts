/** Endings that English contracts onto a word. BLEU, GLEU and METEOR count them as words of their own, as the Penn treebank does. */
const CONTRACTION = /(?<=\p{L})(n't|'(?:s|m|d|re|ve|ll))(?!\p{L})/giu;

/** Words, numbers (1,000 or 3.14 or U.S. are one) and single marks. */
const TOKEN = /n't(?!\p{L})|'(?:s|m|d|re|ve|ll)(?!\p{L})|[\p{L}\p{N}\p{M}]+(?:[.,'’_-][\p{L}\p{N}\p{M}]+)*|\S/giu;

/** Words and marks of a text, in order and in their own case: what BLEU, GLEU and METEOR count. */
export function tokens(text: string): string[] {
  return text.replace(CONTRACTION, ' $1 ').match(TOKEN) ?? [];
}

/** Words of a text in lower case, marks dropped: what ROUGE counts. */
export function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
