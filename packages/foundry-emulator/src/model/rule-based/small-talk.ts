import type { ModelTool } from '../contract/model.ts';
import { joinWords } from './ask-back.ts';
import { readable, subjectStems } from './words.ts';

const GREETING = /^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|greetings|안녕)/iu;
const THANKS = /\b(?:thanks|thank you|cheers)\b/i;

/** Whether there is nothing in a text to look up: a greeting, thanks, or silence. */
export function isSmallTalk(text: string): boolean {
  const rest = text.replace(GREETING, '');
  return subjectStems(rest).size === 0 || (THANKS.test(text) && !text.includes('?'));
}

/** What to say when no tool is for the question: it says plainly that nobody is thinking here. */
export function smallTalk(text: string, tools: ModelTool[]): string {
  const able = tools.length > 0 ? `I can use ${joinWords(tools.map((tool) => readable(tool.name)))}` : '';
  if (GREETING.test(text)) return able ? `Hello! ${able}. What do you need?` : 'Hello! What do you need?';
  if (THANKS.test(text)) return 'You are welcome.';
  const honest =
    'I am the local stand-in for a language model: I match questions with tools and do not know the world.';
  if (text.trim() === '') return `${honest} Ask me something.`;
  return able ? `${honest} ${able}, and none of these fits your question.` : `${honest} You said: ${excerpt(text)}`;
}

const excerpt = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
