/** One word of a text, where it stands, and the form in which it is compared. */
export interface Word {
  text: string;
  stem: string;
  start: number;
  end: number;
}

/** Words that say nothing about the subject of a question. */
const STOP_WORDS = new Set(
  `a an the this that these those it its i me my mine we us our you your yours he she they them his her their
  is are was were be been being am do does did done has have had can could will would shall should may might must
  and or but not no nor if then than so as of to in on at by for from with about into over please tell show give get
  let want need like know what which who whom whose when why how there here any some all just also`.split(/\s+/),
);

/** The words of a text in order, stop words included. Works for any script that puts spaces between words. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu)].map((match) => ({
    text: match[0],
    stem: stem(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** The distinct stems of a text that carry meaning. */
export function subjectStems(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter(({ text: word }) => !STOP_WORDS.has(word.toLowerCase()))
      .map((word) => word.stem),
  );
}

/** `orderNumber`, `order_number` and `order-number` as plain words: "order number". */
export function readable(identifier: string): string {
  return identifier
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[_\-./]+/g, ' ')
    .trim()
    .toLowerCase();
}

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word.toLowerCase());

/** Cuts the common English endings, so that "orders", "ordered" and "ordering" meet. Light on purpose: it only compares. */
export function stem(word: string): string {
  const lower = word.toLowerCase().replace(/['’]s$/, '');
  if (lower.length < 4 || /\p{N}/u.test(lower)) return lower;
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  const bare = lower.replace(/(?:(?<=s|x|z|ch|sh)es|(?<![su])s)$/, '');
  const cut = bare.replace(/^(\p{L}{3,}?)(?:ing|edly|ed|ly)$/u, '$1');
  return undouble(cut).replace(/(?<=\p{L}{3})e$/u, '');
}

const undouble = (word: string) => word.replace(/([bdgmnprt])\1$/, '$1');
