import type { ModelTool } from '../contract/model.ts';
import { joinWords } from './ask-back.ts';
import { readable, subjectStems } from './words.ts';

const GREETING =
  /^[^\p{L}\p{N}]*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|hola|bonjour|hallo|ciao|olá|привет)(?![\p{L}])|안녕|こんにちは|你好|您好|مرحبا|السلام عليكم|नमस्ते)/iu;
const THANKS = /\b(?:thanks|thank you|cheers)\b|감사|고마|شكرا|谢谢|ありがとう/i;

/** True if a text has nothing to look up: a greeting, thanks, or nothing at all. */
export function isSmallTalk(text: string): boolean {
  const rest = text.replace(GREETING, '');
  return subjectStems(rest).size === 0 || (THANKS.test(text) && !text.includes('?'));
}

/** Returns the answer to a question that no rule can answer. It says that no language model is at work. */
export function smallTalk(text: string, tools: ModelTool[]): string {
  const able = tools.length > 0 ? `I can use ${joinWords(tools.map((tool) => readable(tool.name)))}` : '';
  if (GREETING.test(text)) return able ? `Hello! ${able}. What do you need?` : 'Hello! What do you need?';
  if (THANKS.test(text)) return 'You are welcome.';
  const honest =
    'I am the rule-based model of the emulator: I choose tools, quote documents and fill schemas, and know nothing else.';
  if (text.trim() === '') return `${honest} Ask me something.`;
  return able
    ? `${honest} ${able}, and none of these fits your question.`
    : `${honest} Connect a language model (FOUNDRY_UPSTREAM_URL) for free-form answers.`;
}
