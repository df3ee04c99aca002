/**
 * Splits English text into sentences by the decision rules of NLTK's Punkt tokenizer (Kiss and Strunk, 2006). Punkt's trained model is
 * not shipped here: a list of abbreviations and of words that are usually written in lower case stands in for it.
 */

/** Abbreviations, in lower case and without their last period. */
const ABBREVIATIONS = new Set(
  `a.m p.m e.g i.e u.s u.k u.n d.c n.y n.j b.c a.d ph.d m.d b.a m.a mr mrs ms messrs dr prof rev hon gen col maj capt cmdr lt sgt cpl
  adm gov sen rep pres jr sr st mt ft ave blvd rd inc corp co ltd bros vs etc cf al approx dept est fig vol pp ed eds jan feb mar apr
  jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun`.split(/\s+/),
);

/** Words that begin a sentence when they are capitalized: elsewhere they are written in lower case. */
const LOWER_CASE_WORDS = new Set(
  `a after all although an and any are as at be because been before both but by can could did do does each every few for from had
  has have he her here his how however i if in is it its many may more most my no not now of on one or other our she should since so
  some such than that the their then there these they this those to until was we were what when where which while who why will with
  would yes you your`.split(/\s+/),
);

const NON_WORD = '[)";}\\]*:@\'({[?!]';
const MULTI_CHARACTER = '(?:-{2,}|\\.{2,}|(?:\\.\\s){2,}\\.)';
const TOKEN = new RegExp(
  `${MULTI_CHARACTER}|(?=[^("\`{[:;&#*@)}\\]\\-,])\\S+?(?=\\s|$|${NON_WORD}|${MULTI_CHARACTER}|,(?=$|\\s|${NON_WORD}|${MULTI_CHARACTER}))|\\S`,
  'g',
);
const POSSIBLE_END = new RegExp(`[.?!](?=(?<after>${NON_WORD}|\\s+(?<next>\\S+)))`, 'g');

/** Closing quotes and brackets that belong to the sentence before them. */
const CLOSING = /^["')\]}]+?(?:\s+|(?=--)|$)/m;

/** Returns the sentences of a text, in order. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(POSSIBLE_END)) {
    const { index, groups } = match;
    const wordStart = text.slice(0, index).search(/\S+$/);
    const context = `${text.slice(wordStart < 0 ? index : wordStart, index + 1)}${groups?.after ?? ''}`;
    if (!containsSentenceBreak(context)) continue;
    sentences.push(text.slice(start, index + 1));
    start = groups?.next === undefined ? index + 1 : index + 1 + (groups.after?.length ?? 0) - groups.next.length;
  }
  sentences.push(text.slice(start).trimEnd());
  return realigned(sentences);
}

/** Moves the closing quotes that begin a sentence to the end of the one before. */
function realigned(sentences: readonly string[]): string[] {
  const result: string[] = [];
  for (const sentence of sentences) {
    const closing = result.length > 0 ? CLOSING.exec(sentence)?.[0] : undefined;
    if (closing !== undefined) result.push(`${result.pop() ?? ''}${closing.trim()}`);
    const rest = sentence.slice(closing?.length ?? 0);
    if (rest !== '') result.push(rest);
  }
  return result;
}

function containsSentenceBreak(context: string): boolean {
  const tokens = context.match(TOKEN) ?? [];
  return tokens.some((token, at) => at < tokens.length - 1 && endsSentence(token, tokens[at + 1] ?? ''));
}

function endsSentence(token: string, next: string): boolean {
  if (token === '?' || token === '!' || token === '.') return true;
  const isEllipsis = /^\.\.+$/.test(token);
  if (!token.endsWith('.') || (token.endsWith('..') && !isEllipsis)) return false;
  const type = token.slice(0, -1).toLowerCase();
  const isInitial = /^[^\W\d]\.$/.test(token);
  const isAbbreviation = ABBREVIATIONS.has(type) || ABBREVIATIONS.has(type.split('-').at(-1) ?? '');
  const starts = isSentenceStart(next);
  if ((isAbbreviation || isEllipsis) && !isInitial) return starts === true;
  if (isInitial) return !(starts === false || /^[A-Z]/.test(next)) || starts === true;
  if (/^-?[.,]?\d[\d,.-]*$/.test(type) && starts === false) return false;
  return true;
}

/** Returns `undefined` when the spelling of the word does not tell. */
function isSentenceStart(word: string): boolean | undefined {
  if (/^[;:,.!?]$/.test(word)) return false;
  if (/^[a-z]/.test(word)) return false;
  return /^[A-Z]/.test(word) && LOWER_CASE_WORDS.has(word.toLowerCase().replace(/[.']+$/, '')) ? true : undefined;
}
