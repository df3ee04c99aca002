import { isStopWord, wordsOf } from './words.ts';

/** Sentences of a summary. */
const MAX_SENTENCES = 2;

/** A request for a summary, in a few languages, up to the text to summarize. */
const REQUEST =
  /^[^\n]{0,200}?(?:summar(?:y|ies|i[sz]e)|tl;?dr|sum up|요약|zusammenfass\p{L}*|résum\p{L}*|resum\p{L}*|riassum\p{L}*|要約|总结|總結|摘要|لخص|ملخص)[^:\n：]*[:\n：]\s*/iu;

/** Returns the text that a request asks to summarize, or undefined for other requests. */
export function textToSummarize(request: string): string | undefined {
  const text = request.replace(REQUEST, '');
  return text === request || text.trim() === '' ? undefined : text.trim();
}

/** Returns the sentences of a text that hold most of its frequent words, in their order. */
export function summarize(text: string, most = MAX_SENTENCES): string {
  const sentences = sentencesOf(text);
  if (sentences.length <= 1) return shortened(sentences[0] ?? text.trim());
  const counts = new Map<string, number>();
  for (const stem of stemsOf(text)) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const weight = (sentence: string) => {
    const stems = stemsOf(sentence);
    return stems.reduce((sum, stem) => sum + (counts.get(stem) ?? 0), 0) / Math.sqrt(stems.length + 1);
  };
  const wanted = Math.min(most, Math.ceil(sentences.length / 2));
  const best = new Set(sentences.toSorted((left, right) => weight(right) - weight(left)).slice(0, wanted));
  return sentences.filter((sentence) => best.has(sentence)).join(' ');
}

/** Returns the sentences of a text without list marks and headings. */
export const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?])\s+|(?<=[。！？])|\n+/)
    .map((sentence) => sentence.replace(/^[#>*\-\s]+/, '').trim())
    .filter((sentence) => sentence !== '');

const MAX_WORDS = 12;

/** A single sentence is summarized by its first clause. */
function shortened(sentence: string): string {
  const words = wordsOf(sentence);
  const last = words[MAX_WORDS - 1];
  if (words.length <= MAX_WORDS || !last) return sentence;
  const [clause = ''] = sentence.split(/[,;:，、؛،]\s*/u);
  return wordsOf(clause).length >= MAX_WORDS / 3 && clause.length < last.end
    ? `${clause}.`
    : `${sentence.slice(0, last.end)} …`;
}

const stemsOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !isStopWord(word.text))
    .map((word) => word.stem);
