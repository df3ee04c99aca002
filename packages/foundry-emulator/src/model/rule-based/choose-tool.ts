import { type JsonSchema, resolveSchema } from '../../core/json-schema.ts';
import type { ModelTool } from '../contract/model.ts';
import { chooseEnum } from './enum-choice.ts';
import { fillArguments } from './fill-arguments.ts';
import { readable, subjectStems } from './words.ts';

export interface ScoredTool {
  tool: ModelTool;
  /** How much tool and text have in common. */
  relevance: number;
  /** The same with what tells the tools apart weighing more: the best of several is found by it. */
  score: number;
}

/** Below this a text has hardly anything to do with a tool: one word of its name alone, or two of its description, reach it. */
const RELEVANT = 2;

const NAME_WEIGHT = 3;
const DESCRIPTION_WEIGHT = 1.5;
const PARAMETER_WEIGHT = 1;

/** So many of the best are looked at more closely. */
const FINALISTS = 8;

/** Returns the tool that a text is meant for; undefined when it has nothing to do with any. */
export function chooseTool(tools: ModelTool[], text: string, now: Date): ModelTool | undefined {
  const byWords = rankTools(tools, text, now).find(({ relevance }) => relevance >= RELEVANT)?.tool;
  return byWords ?? (sharesScript(tools, text) ? undefined : byArguments(tools, text, now));
}

/** Tools are described in one language and used in many: where no word can match, the arguments in the text decide. */
const byArguments = (tools: ModelTool[], text: string, now: Date): ModelTool | undefined =>
  tools.find((tool) => !tool.takesWords && argumentsAtHand(tool, text, now) > 0);

/** True if the text has words in a script that the tools are described in. */
function sharesScript(tools: ModelTool[], text: string): boolean {
  const described = tools.map(({ name, description }) => `${name} ${description}`).join(' ');
  const isLatin = (words: string) => /\p{Script=Latin}{2,}/u.test(words);
  return isLatin(text) || !isLatin(described);
}

/**
 * The tools by the words they share with the text, the best first; equals keep the order in which they were given. A word
 * that many of the tools have tells them apart less than a word only one has.
 */
export function rankTools(tools: ModelTool[], text: string, now: Date): ScoredTool[] {
  const asked = [...subjectStems(text)];
  const vocabularies = tools.map(vocabularyOf);
  const rarities = new Map(asked.map((word) => [word, rarityOf(word, vocabularies)]));
  const ranked = tools
    .map((tool, index): ScoredTool => {
      const shared = asked.map((word) => ({
        weight: vocabularies[index]?.get(word) ?? 0,
        rarity: rarities.get(word) ?? 0,
      }));
      const named = namedEnums(tool, text);
      const relevance = shared.reduce((sum, { weight }) => sum + weight, named);
      return { tool, relevance, score: shared.reduce((sum, { weight, rarity }) => sum + weight * rarity, named) };
    })
    .sort(byScore);
  const finalists = ranked.slice(0, FINALISTS).map((each) => ({
    ...each,
    score: each.relevance > 0 ? each.score + argumentsAtHand(each.tool, text, now) : 0,
  }));
  return [...finalists.sort(byScore), ...ranked.slice(FINALISTS)];
}

const byScore = (left: ScoredTool, right: ScoredTool) => right.score - left.score;

/** 1 for a word of one tool, less the more tools have it. */
function rarityOf(word: string, vocabularies: Map<string, number>[]): number {
  const holders = vocabularies.filter((vocabulary) => vocabulary.has(word)).length;
  return holders === 0 ? 0 : Math.log(1 + vocabularies.length / holders) / Math.log(1 + vocabularies.length);
}

/** Each word of a tool with the weight of the best place it stands in. */
function vocabularyOf(tool: ModelTool): Map<string, number> {
  const vocabulary = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of subjectStems(text)) vocabulary.set(word, Math.max(weight, vocabulary.get(word) ?? 0));
  };
  add(readable(tool.name), NAME_WEIGHT);
  add(tool.description, DESCRIPTION_WEIGHT);
  for (const [name, schema] of parametersOf(tool))
    add(`${readable(name)} ${schema.description ?? ''}`, PARAMETER_WEIGHT);
  return vocabulary;
}

const namedEnums = (tool: ModelTool, text: string) =>
  parametersOf(tool).filter(([, { enum: values }]) => values && chooseEnum(values, text) !== undefined).length;

/** A question that holds all a tool needs is the likelier meant for it. */
function argumentsAtHand({ parameters }: ModelTool, text: string, now: Date): number {
  if (!parameters.required?.length) return 0;
  return fillArguments(parameters, text, now).missing.length === 0 ? 1 : 0;
}

const parametersOf = (tool: ModelTool): [string, JsonSchema][] =>
  Object.entries(tool.parameters.properties ?? {}).map(([name, schema]) => [
    name,
    resolveSchema(schema, tool.parameters),
  ]);
