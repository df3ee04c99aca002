/** One word of a text, its position, and the form in which it is compared. */
export interface Word {
  text: string;
  stem: string;
  start: number;
  end: number;
}

/** Function words: they say nothing about the subject of a question. Other languages are handled by word rarity. */
const STOP_WORDS = new Set(
  `a an the this that these those it its i me my mine we us our you your yours he she they them his her their
  is are was were be been being am do does did done has have had can could will would shall should may might must
  and or but not no nor if then than so as of to in on at by for from with about into over please tell show give get
  let want need like know what which who whom whose when why how there here any some all just also`.split(/\s+/),
);

/** Scripts that put no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

const RUN = /[\p{L}\p{N}\p{M}]+(?:['’][\p{L}]+)?/gu;

/** Dictionaries of ICU, created when a text needs them. */
let segmenter: Intl.Segmenter | undefined;

/** Returns the words of a text in order, stop words included, in any script. */
export function wordsOf(text: string): Word[] {
  return [...text.matchAll(RUN)].flatMap(({ 0: run, index }) =>
    UNSPACED.test(run) ? segmentsOf(run, index) : [wordAt(run, index)],
  );
}

function segmentsOf(run: string, offset: number): Word[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(run)].map(({ segment, index }) => wordAt(segment, offset + index));
}

const wordAt = (text: string, start: number): Word => ({ text, stem: stem(text), start, end: start + text.length });

/** Returns the distinct stems of a text that carry meaning. */
export function subjectStems(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter(({ text: word }) => !STOP_WORDS.has(word.toLowerCase()))
      .map((word) => word.stem),
  );
}

/** Returns `orderNumber`, `order_number` and `order-number` as plain words: "order number". */
export function readable(identifier: string): string {
  return identifier
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .replace(/[_\-./]+/g, ' ')
    .trim()
    .toLowerCase();
}

export const isStopWord = (word: string): boolean => STOP_WORDS.has(word.toLowerCase());

/** Returns the comparable form of a word, so that "orders", "ordered" and "ordering" meet. Not a linguistic stem. */
export function stem(word: string): string {
  const lower = word.toLowerCase().replace(/['’]s$/, '');
  if (/\p{Script=Hangul}/u.test(lower)) return koreanStem(lower);
  if (/\p{Script=Arabic}/u.test(lower)) return arabicStem(lower);
  if (lower.length < 4 || /\p{N}/u.test(lower)) return lower;
  if (lower.endsWith('ies')) return `${lower.slice(0, -3)}y`;
  const bare = lower.replace(/(?:(?<=s|x|z|ch|sh)es|(?<![su])s)$/, '');
  const cut = bare.replace(/^(\p{L}{3,}?)(?:ing|edly|ed|ly)$/u, '$1');
  return undouble(cut).replace(/(?<=\p{L}{3})e$/u, '');
}

const undouble = (word: string) => word.replace(/([bdgmnprt])\1$/, '$1');

/** Particles after Korean nouns and endings of verbs made of "하다" and "이다", the longest first. */
const KOREAN_ENDINGS =
  /(?<=^.{2,})(?:(?:하|되|합|했|됩|됐|할|한|될).*|입니까|입니다|인가요|인지|이에요|예요|에서는|에서|에게|한테|까지|부터|으로|이나|이란|은|는|이|가|을|를|에|의|로|와|과|도|만|요)$/u;

const koreanStem = (word: string): string => word.replace(KOREAN_ENDINGS, '');

/** Source: Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information Retrieval" (2007), light10. */
function arabicStem(word: string): string {
  const plain = word
    .replace(/[\u064B-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى$/, 'ي')
    .replace(/ة$/, 'ه');
  const bare = plain.replace(/^(?:وال|بال|كال|فال|لل|ال|و)(?=.{3,})/, '');
  return bare.replace(/(?<=^.{2,})(?:ها|ان|ات|ون|ين|يه|ه|ي)$/, '');
}
