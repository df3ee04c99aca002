import { type JsonSchema, resolveSchema } from '../../core/json-schema.ts';
import type { ModelTool } from '../contract/model.ts';
import { chooseEnum } from './enum-choice.ts';
import { fillArguments } from './fill-arguments.ts';
import { readable, subjectStems, wordsOf } from './words.ts';

export interface ScoredTool {
  tool: ModelTool;
  /** Sum of the weights of shared words. */
  relevance: number;
  /** Relevance with distinctive words weighted higher, for choosing between tools. */
  score: number;
}

/** Minimum relevance for a call: one word of a tool's name or two of its description. */
const RELEVANT = 2;

const NAME_WEIGHT = 3;
const DESCRIPTION_WEIGHT = 1.5;
const PARAMETER_WEIGHT = 1;

/** Tools whose arguments are examined, the best first. */
const FINALISTS = 8;

/** Returns the tool that a text is meant for; undefined when it has nothing to do with any. */
export function chooseTool(tools: ModelTool[], text: string, now: Date): ModelTool | undefined {
  const byWords = rankTools(tools, text, now).find(({ relevance }) => relevance >= RELEVANT)?.tool;
  if (byWords) return byWords;
  return sharesScript(tools, text) ? byStatement(tools, text, now) : byArguments(tools, text, now);
}

/** Chooses the tool that a statement fills: "Anna is 31" has both arguments of a tool that takes a name and an age. */
const byStatement = (tools: ModelTool[], text: string, now: Date): ModelTool | undefined =>
  text.includes('?')
    ? undefined
    : tools.find((tool) => (tool.parameters.required?.length ?? 0) >= 2 && byArguments([tool], text, now));

/** Chooses by the arguments in the text, for texts in a script that no tool is described in. */
const byArguments = (tools: ModelTool[], text: string, now: Date): ModelTool | undefined =>
  tools.find((tool) => !tool.takesWords && argumentsAtHand(tool, text, now) > 0);

/** True if the text has words in a script that the tools are described in. */
function sharesScript(tools: ModelTool[], text: string): boolean {
  const described = tools.map(({ name, description }) => `${name} ${description}`).join(' ');
  const isLatin = (words: string) => /\p{Script=Latin}{2,}/u.test(words);
  return isLatin(text) || !isLatin(described);
}

/** Ranks tools by the words they share with the text, weighted by inverse document frequency. Equal tools keep their order. */
export function rankTools(tools: ModelTool[], text: string, now: Date): ScoredTool[] {
  const asked = [...subjectStems(text)];
  const command = wordsOf(text)[0]?.stem;
  const vocabularies = tools.map(vocabularyOf);
  const rarities = new Map(asked.map((word) => [word, rarityOf(word, vocabularies)]));
  const ranked = tools
    .map((tool, index): ScoredTool => {
      const shared = asked.map((word) => ({
        weight: weightOf(vocabularies[index]?.get(word), word === command),
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

/** The word that opens a text is mostly its verb ("Draw a house"): if a description has it, it counts as much as the tool's name. */
const weightOf = (weight = 0, isCommand = false): number =>
  isCommand && weight === DESCRIPTION_WEIGHT ? NAME_WEIGHT : weight;

const byScore = (left: ScoredTool, right: ScoredTool) => right.score - left.score;

/** Returns the inverse document frequency of a word: 1 if only one tool has it. */
function rarityOf(word: string, vocabularies: Map<string, number>[]): number {
  const holders = vocabularies.filter((vocabulary) => vocabulary.has(word)).length;
  return holders === 0 ? 0 : Math.log(1 + vocabularies.length / holders) / Math.log(1 + vocabularies.length);
}

/** Returns the words of a tool with their weights: name, description or parameter. */
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

/** Returns 1 if the text contains all required arguments of a tool, otherwise 0. */
function argumentsAtHand({ parameters }: ModelTool, text: string, now: Date): number {
  if (!parameters.required?.length) return 0;
  return fillArguments(parameters, text, now).missing.length === 0 ? 1 : 0;
}

const parametersOf = (tool: ModelTool): [string, JsonSchema][] =>
  Object.entries(tool.parameters.properties ?? {}).map(([name, schema]) => [
    name,
    resolveSchema(schema, tool.parameters),
  ]);
