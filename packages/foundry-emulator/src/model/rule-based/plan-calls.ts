import type { ModelTool } from '../contract/model.ts';
import { chooseTool } from './choose-tool.ts';
import { fillArguments } from './fill-arguments.ts';

export interface PlannedCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** What a question comes to: calls to make, something to ask back for, or nothing any tool is for. */
export type Plan = { calls: PlannedCall[] } | { ask: { tool: ModelTool; missing: string[] } } | undefined;

/** Characters of a question that are read: it is not a document, and an answer must come soon. */
const MAX_QUESTION = 4_000;

const MAX_PARTS = 8;

/** Plans the calls for a question. The same question gives the same plan, so whoever has made the calls is done with it. */
export function planCalls(tools: ModelTool[], question: string, now: Date): Plan {
  const text = question.slice(0, MAX_QUESTION);
  const perPart = partsOf(text).map((part) => planOne(tools, part, now));
  const named = new Set(
    perPart.flatMap((plan) => (plan && 'calls' in plan ? plan.calls.map((call) => call.name) : [])),
  );
  // Parts count on their own only when they ask for different things; otherwise the whole tells more than its parts.
  if (named.size > 1) return { calls: perPart.flatMap((plan) => (plan && 'calls' in plan ? plan.calls : [])) };
  return planOne(tools, text, now);
}

/** Calls of one given tool, whatever the words say. */
export function planTool(tool: ModelTool, text: string, now: Date): NonNullable<Plan> {
  if (tool.takesWords) return { calls: [{ name: tool.name, arguments: { [tool.takesWords]: text.trim() } }] };
  const { sets, missing } = fillArguments(tool.parameters, text, now);
  if (missing.length > 0) return { ask: { tool, missing } };
  return { calls: sets.map((set) => ({ name: tool.name, arguments: set })) };
}

function planOne(tools: ModelTool[], text: string, now: Date): Plan {
  const tool = chooseTool(tools, text, now);
  return tool && planTool(tool, text, now);
}

/** Sentences, and what "and" joins. A text of many parts is no question that asks for several things. */
function partsOf(text: string): string[] {
  const parts = text
    .split(/(?<=[.!?;\n])\s+|,?\s+(?:and then|and also|then|and)\s+/i)
    .filter((part) => part.trim() !== '');
  return parts.length <= MAX_PARTS ? parts : [];
}
