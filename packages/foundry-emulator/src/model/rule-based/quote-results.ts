import { subjectStems } from './words.ts';

/** What was found, each under its mark; what has none is quoted without. */
const RESULT = /^(【[^】]+】)\n([\s\S]*?)(?=\n\n【|$(?![\s\S]))/gm;

interface Quote {
  readonly mark: string;
  readonly text: string;
  readonly score: number;
}

/** Sentences that answer a question as well as the best: more than a few are no answer. */
const MAX_QUOTES = 2;

/** Answers from what a search found, by the sentences that have most words in common with the question, each with its mark. */
export function quoteResults(output: string, question: string): string {
  const asked = subjectStems(question);
  const marked = [...output.matchAll(RESULT)].map(([, mark = '', text = '']) => ({ mark, text }));
  const results = marked.length > 0 ? marked : [{ mark: '', text: output }];
  const quotes = results.flatMap(({ mark, text }) =>
    sentencesOf(text).map((sentence): Quote => ({ mark, text: sentence, score: shared(asked, sentence) })),
  );
  const best = quotes.reduce((most, { score }) => Math.max(most, score), 0);
  if (best === 0) return 'I found nothing about that.';
  const told = new Map(quotes.filter(({ score }) => score === best).map((quote) => [quote.text, quote]));
  return [...told.values()]
    .slice(0, MAX_QUOTES)
    .map(({ text, mark }) => `${text}${mark}`)
    .join('\n');
}

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?。])\s+|\n+/)
    .map((sentence) => sentence.replace(/^[#>*\-\s]+/, '').trim())
    .filter((sentence) => sentence !== '');

function shared(asked: ReadonlySet<string>, sentence: string): number {
  const said = subjectStems(sentence);
  return [...asked].filter((stem) => said.has(stem)).length;
}
