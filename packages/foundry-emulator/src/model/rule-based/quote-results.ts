import { sentencesOf } from './summarize.ts';
import { subjectStems, wordsOf } from './words.ts';

/** A search result under its citation mark. A text without marks is one result. */
const RESULT = /^(【[^】]+】)\n([\s\S]*?)(?=\n\n【|$(?![\s\S]))/gm;

interface Quote {
  readonly mark: string;
  readonly text: string;
  readonly score: number;
}

/** Maximum sentences of an answer. */
const MAX_QUOTES = 2;

/** Answers a question with the sentences of search results that match it best, each with its citation mark. */
export function quoteResults(output: string, question: string): string {
  const marked = [...output.matchAll(RESULT)].map(([, mark = '', text = '']) => ({ mark, text }));
  const results = marked.length > 0 ? marked : [{ mark: '', text: output }];
  const sentences = results.flatMap(({ mark, text }) => sentencesOf(text).map((sentence) => ({ mark, sentence })));
  const quotes = bestMatches(sentences, question);
  if (quotes.length > 0) return quotes.map(({ text, mark }) => `${text}${mark}`).join('\n');
  // A search that compares meanings finds results in another script than the question's: the first is the best there is.
  const [first] = sentences;
  if (first && marked.length > 0 && !shareScript(question, output)) return `${first.sentence}${first.mark}`;
  return 'I found nothing about that.';
}

/** Returns the sentence of a text that matches a question best; undefined when too little of the question occurs in it. */
export function quoteText(text: string, question: string, least = 0.5): string | undefined {
  const asked = subjectStems(question);
  const sentences = sentencesOf(text).map((sentence) => ({ mark: '', sentence }));
  const [best] = bestMatches(sentences, question);
  if (!best || asked.size === 0) return undefined;
  const said = subjectStems(best.text);
  const share = [...asked].filter((stem) => said.has(stem)).length / asked.size;
  return share >= least ? best.text : undefined;
}

/** Returns the sentences that share most of the question's words, rare words counting more, without repetition. */
function bestMatches(sentences: readonly { mark: string; sentence: string }[], question: string): Quote[] {
  const stems = sentences.map(({ sentence }) => subjectStems(sentence));
  const rarity = new Map(
    [...subjectStems(question)].map((stem) => {
      const holders = stems.filter((said) => said.has(stem)).length;
      return [stem, holders === 0 ? 0 : Math.log(1 + sentences.length / holders)];
    }),
  );
  const quotes = sentences.map(({ mark, sentence }, at): Quote => {
    const shared = [...rarity].filter(([stem]) => stems[at]?.has(stem));
    return { mark, text: sentence, score: shared.reduce((sum, [, weight]) => sum + weight, 0) };
  });
  const best = quotes.reduce((most, { score }) => Math.max(most, score), 0);
  if (best === 0) return [];
  const told = new Map(quotes.filter(({ score }) => score === best).map((quote) => [quote.text, quote]));
  return [...told.values()].slice(0, MAX_QUOTES);
}

/** True if any word of both texts is written in the same script, digits aside. */
function shareScript(left: string, right: string): boolean {
  const isLatin = (text: string) => wordsOf(text).some((word) => /\p{Script=Latin}/u.test(word.text));
  const isOther = (text: string) => wordsOf(text).some((word) => /[^\p{Script=Latin}\p{N}\p{M}'’]/u.test(word.text));
  return (isLatin(left) && isLatin(right)) || (isOther(left) && isOther(right));
}
