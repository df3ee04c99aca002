import type { ModelTool } from '../contract/model.ts';
import { chooseTool, rankTools } from './choose-tool.ts';
import { fillArguments } from './fill-arguments.ts';
import { inventArguments } from './invent-arguments.ts';
import { writePython } from './write-python.ts';

export interface PlannedCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** The reaction to a question: calls to make, arguments to ask for, or nothing because no tool fits. */
export type Plan = { calls: PlannedCall[] } | { ask: { tool: ModelTool; missing: string[] } } | undefined;

/** Characters of a question that are read: it is not a document, and an answer must come soon. */
const MAX_QUESTION = 4_000;

const MAX_PARTS = 8;

/** Plans the calls for a question. The same question gives the same plan, so calls already made are not repeated. */
export function planCalls(tools: ModelTool[], question: string, now: Date): Plan {
  const text = question.slice(0, MAX_QUESTION);
  const coder = tools.find(({ runsPython, takesWords }) => runsPython !== undefined && takesWords === undefined);
  const code = coder && writePython(text);
  if (coder?.runsPython !== undefined && code !== undefined)
    return { calls: [{ name: coder.name, arguments: { [coder.runsPython]: code } }] };
  const perPart = partsOf(text).map((part) => planOne(tools, part, now));
  const named = new Set(
    perPart.flatMap((plan) => (plan && 'calls' in plan ? plan.calls.map((call) => call.name) : [])),
  );
  // Parts count on their own only when they ask for different things; otherwise the whole tells more than its parts.
  if (named.size > 1) return { calls: perPart.flatMap((plan) => (plan && 'calls' in plan ? plan.calls : [])) };
  return planOne(tools, text, now);
}

/** Plans calls of one given tool, whatever the text says. */
export function planTool(tool: ModelTool, text: string, now: Date): NonNullable<Plan> {
  if (tool.takesWords) return { calls: [{ name: tool.name, arguments: { [tool.takesWords]: text.trim() } }] };
  const { sets, missing } = fillArguments(tool.parameters, text, now);
  if (missing.length > 0) return { ask: { tool, missing } };
  return { calls: sets.map((set) => ({ name: tool.name, arguments: set })) };
}

/** Plans a call that the request demands: of the tool that fits best, with invented arguments where the text has none. */
export function planForced(tools: readonly ModelTool[], question: string, now: Date): PlannedCall[] {
  const text = question.slice(0, MAX_QUESTION);
  const plan = planCalls([...tools], text, now);
  if (plan && 'calls' in plan) return plan.calls;
  const tool = plan?.ask.tool ?? rankTools([...tools], text, now)[0]?.tool;
  if (!tool) return [];
  const own = planTool(tool, text, now);
  return 'calls' in own ? own.calls : [{ name: tool.name, arguments: inventArguments(tool.parameters, text, now) }];
}

function planOne(tools: ModelTool[], text: string, now: Date): Plan {
  const tool = chooseTool(tools, text, now);
  return tool && planTool(tool, text, now);
}

/** Splits a question at sentences and "and". A text of many parts is not split: it does not ask for several things. */
function partsOf(text: string): string[] {
  const parts = text
    .split(/(?<=[.!?;\n])\s+|,?\s+(?:and then|and also|then|and)\s+/i)
    .filter((part) => part.trim() !== '');
  return parts.length <= MAX_PARTS ? parts : [];
}
