import type { Extract } from './extraction.ts';

/** Sentences in the first person. */
const ABOUT_ONESELF =
  /^(?:(?:and|but|so|also|by the way|well|hi|hello)[, ]+)*(?:my [\p{L}' -]+ (?:is|are|was)\b|call me\b|i(?:(?: also| really| still| just| now| often| sometimes| mostly| do)*(?:'m|’m| am| live| work| like| love| prefer| hate| dislike| have| need| want to be| always| never| usually| speak| study| was born| come from| don't| do not| no longer| enjoy| collect| play| own| grew up| moved| drink| eat| drive| travel| want)\b))/iu;

/** Statements that revoke an earlier one. */
const TAKEN_BACK = /\bi no longer (.+?)[.!]*$|\bi (?:don't|do not) (.+?) any ?more[.!]*$/iu;

/** Maximum characters of the question and of the answer in a summary. */
const SUMMARY_LENGTH = 240;

/**
 * Extracts memories without a model: users' statements about themselves in their own words, and a summary of the first question and the
 * last answer.
 */
export const extractByRules: Extract = async (said, known, { options }) => {
  const remembered: { kind: 'user_profile' | 'chat_summary'; content: string }[] = [];
  const forgotten: string[] = [];
  if (options?.user_profile_enabled !== false) {
    for (const sentence of said.filter(({ role }) => role === 'user').flatMap(({ text }) => sentencesOf(text))) {
      const [, since, before] = TAKEN_BACK.exec(sentence) ?? [];
      const takenBack = since ?? before;
      if (takenBack) forgotten.push(...known.filter((content) => plain(content).includes(plain(takenBack))));
      else if (ABOUT_ONESELF.test(sentence) && !sentence.endsWith('?')) {
        const outdated = known.filter((content) => content !== sentence && subject(content) === subject(sentence));
        forgotten.push(...outdated);
        remembered.push({ kind: 'user_profile', content: sentence });
      }
    }
  }
  const question = said.find(({ role }) => role === 'user');
  if (options?.chat_summary_enabled !== false && question) {
    const answer = said.findLast(({ role }) => role === 'assistant');
    const answered = answer ? ` Last answer: ${short(answer.text)}` : '';
    remembered.push({ kind: 'chat_summary', content: `The user began with: ${short(question.text)}${answered}` });
  }
  return { remembered, forgotten, usage: { input: 0, output: 0 } };
};

const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.!?。])\s+|\n+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N} ]/gu, '');

/**
 * Returns the subject of a sentence such as "my dog's name is Rex", which a later sentence on the same subject replaces. Other sentences
 * are their own subject.
 */
function subject(sentence: string): string {
  const [, possession] = /\bmy ([\p{L}' -]+?) (?:is|are|was)\b/iu.exec(sentence) ?? [];
  if (possession) return `my ${plain(possession)}`;
  const [, place] = /\bi (live|work|study) (?:in|at|for)\b/iu.exec(sentence) ?? [];
  return place ? `i ${place.toLowerCase()}` : plain(sentence);
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > SUMMARY_LENGTH ? `${line.slice(0, SUMMARY_LENGTH)}…` : line;
}
