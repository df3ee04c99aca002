import type { FoundValue } from './find-values.ts';
import { readable, stem, wordsOf } from './words.ts';

const REASON = /\b(reason|why|cause|justification|explanation|motive)\b/;
const WHOLE = /\b(query|question|search|prompt|input|utterance|request)\b/;
const TELLING =
  /\b(reason|message|comment|note|notes|description|content|text|body|summary|title|subject|topic|details|detail|issue|problem|complaint|feedback|remark|reply|task)\b/;

const ANSWERING = /\b(?:answer|response|result|output|final|rationale|analysis|thoughts?|reasoning|steps?|headline)\b/;

/** True if a property wants words of its own rather than a value: a summary, an answer, a reason. */
export function wantsWords(name: string): boolean {
  const own = readable(name);
  return TELLING.test(own) || REASON.test(own) || ANSWERING.test(own);
}

/** True if a parameter takes the whole question, as a search query or a prompt does. */
export const wantsWholeText = (name: string): boolean => WHOLE.test(readable(name));

/**
 * Returns text for a parameter such as a reason, a message or a search query: what follows "because", else a clause without other
 * arguments, else, for required parameters, the whole text.
 */
export function freeText(name: string, text: string, used: FoundValue[], required: boolean): string | undefined {
  const own = readable(name);
  if (WHOLE.test(own)) return required ? text.trim() : undefined;
  if (!TELLING.test(own)) return undefined;
  const labelled = new RegExp(`\\b${own.split(' ').at(-1)}\\s*(?:is|=|:|that|saying)\\s*(.{2,}?)\\s*$`, 'isu').exec(
    text,
  )?.[1];
  if (labelled) return labelled.replace(/[.!]$/, '');
  const said = /\b(?:saying|says|that says|telling (?:him|her|them))\s+(.{2,}?)\s*$/isu.exec(text)?.[1];
  if (said) return said;
  if (REASON.test(own)) {
    const because = /\b(?:because|since|due to|as it)\s+(.{2,}?)\s*(?:[.!?]|$)/isu.exec(text)?.[1];
    if (because) return because;
  }
  if (!required) return undefined;
  const clauses = clausesOf(text).filter(
    ({ start, end }) => !used.some((candidate) => start < candidate.end && candidate.start < end),
  );
  const telling = clauses.find(({ text: clause }) => wordsOf(clause).length >= 2 && !asksOrGreets(clause));
  return telling?.text ?? text.trim();
}

function clausesOf(text: string): { text: string; start: number; end: number }[] {
  return [...text.matchAll(/[^,.;:!?\n]+/gu)].map((match) => ({
    text: match[0].trim().replace(/^(?:and|but|so|because|since)\s+/i, ''),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const OPENERS = new Set(
  [
    'please',
    'hi',
    'hello',
    'hey',
    'can',
    'could',
    'would',
    'will',
    'what',
    'where',
    'when',
    'who',
    'thank',
    'dear',
  ].map(stem),
);

const asksOrGreets = (clause: string) => OPENERS.has(wordsOf(clause)[0]?.stem ?? '');
