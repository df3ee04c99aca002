import { type ModelItem, type ModelRequest, partText } from '../contract/model.ts';
import { quoteText } from './quote-results.ts';
import { sentencesOf, summarize, textToSummarize } from './summarize.ts';

/** Matches a request to say given words. */
const SAY =
  /^(?:please\s+)?(?:just\s+)?(?:say|repeat|echo|print|output|(?:reply|respond|answer)\s+with)\b(?:\s+(?:after me|exactly|only|this:))*\s*:?\s+(.+)$/isu;
const ARITHMETIC = /(?<![\p{L}\p{N}.])(\d+(?:\.\d+)?(?:\s*[-+*/x×÷]\s*\d+(?:\.\d+)?)+)(?![\p{L}\p{N}])/u;
/** Matches sentences of instructions that tell the model what to do, which state no fact. */
const DIRECTIVE =
  /^(?:you\b|your\b|answer|use|always|never|do not|don't|if|be|respond|reply|please|help|when|act|return|write|keep|the user|extract|summari[sz]e|translate|classify)\b/iu;

/**
 * Answers a question from the request alone: says given words, calculates, summarizes, or quotes what was said before. Undefined when
 * none of these rules applies.
 */
export function answerDirectly(request: ModelRequest, question: string): string | undefined {
  const words = SAY.exec(question.trim())?.[1];
  if (words !== undefined && !question.includes('?')) return words.trim().replace(/^(["'“])(.*)["'”]$/su, '$2');
  const expression = ARITHMETIC.exec(question)?.[1];
  if (expression !== undefined) return `${expression.trim()} = ${calculate(expression)}`;
  const long = textToSummarize(question);
  if (long !== undefined) return summarize(long);
  return fromContext(request, question);
}

/** Quotes the sentence of the conversation and of the instructions that answers the question. */
function fromContext({ items, instructions = '' }: ModelRequest, question: string): string | undefined {
  const sentences = sentencesOf(question);
  const asked = sentences.findLast((sentence) => /[?？؟]$/u.test(sentence)) ?? sentences.at(-1) ?? '';
  const own = sentences.filter((sentence) => sentence !== asked);
  const last = items.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  const before = items.slice(0, Math.max(last, 0)).toReversed();
  const said = (role: string) => before.filter((item) => item.type === 'message' && item.role === role).map(textOf);
  const told = [instructions, ...said('system'), ...said('developer')].flatMap(sentencesOf);
  const sources = [
    own.join('\n'),
    said('user')
      .flatMap(sentencesOf)
      .filter((sentence) => !/[?？؟]$/u.test(sentence))
      .join('\n'),
    said('assistant').join('\n'),
    told.filter((sentence) => !DIRECTIVE.test(sentence)).join('\n'),
  ];
  for (const source of sources) {
    const quote = quoteText(source, asked);
    if (quote !== undefined) return toTheUser(quote);
  }
  return undefined;
}

const textOf = (item: ModelItem): string => (item.type === 'message' ? item.content.map(partText).join('\n') : '');

/** "My name is Anna." said by the user becomes "Your name is Anna.". */
const toTheUser = (sentence: string): string =>
  sentence
    .replace(/^my\b/i, 'Your')
    .replace(/^I am\b|^I['’]m\b/i, 'You are')
    .replace(/^I\b(?=\s)/, 'You');

/** Evaluates a chain of +, -, * and / with their usual precedence. */
function calculate(expression: string): number {
  const numbers = (expression.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  const operators = expression.match(/[-+*/x×÷]/g) ?? [];
  const terms = [numbers[0] ?? 0];
  for (const [index, operator] of operators.entries()) {
    const right = numbers[index + 1] ?? 0;
    const left = terms.at(-1) ?? 0;
    if (operator === '+') terms.push(right);
    else if (operator === '-') terms.push(-right);
    else terms[terms.length - 1] = operator === '/' || operator === '÷' ? left / right : left * right;
  }
  return Number(terms.reduce((sum, term) => sum + term, 0).toPrecision(12));
}
