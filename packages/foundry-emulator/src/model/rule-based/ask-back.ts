import type { ModelTool } from '../contract/model.ts';
import { readable } from './words.ts';

/** Returns a question for missing arguments. The wording is fixed, so that the next turn recognizes it. */
export function askBack(tool: ModelTool, missing: string[]): string {
  const needs = missing.map((name) => {
    const description = tool.parameters.properties?.[name]?.description;
    return description ? `the ${readable(name)} (${description.replace(/[.\s]+$/, '')})` : `the ${readable(name)}`;
  });
  return `To ${readable(tool.name)} I need ${joinWords(needs)}. Could you tell me?`;
}

/** "a", "a and b", "a, b and c". */
export function joinWords(words: string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
