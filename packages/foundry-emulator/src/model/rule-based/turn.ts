import { isRecord } from '../../core/json-schema.ts';
import { type ModelItem, type ModelRequest, type ModelTool, partText } from '../contract/model.ts';
import { answerDirectly } from './answer-directly.ts';
import { askBack } from './ask-back.ts';
import { describeResults, type FinishedCall } from './describe-result.ts';
import { type Plan, type PlannedCall, planCalls, planForced, planTool } from './plan-calls.ts';
import { quoteResults } from './quote-results.ts';
import { isSmallTalk, smallTalk } from './small-talk.ts';
import { structuredAnswer } from './structured-answer.ts';

/** One turn of the model: either calls or words. */
export type Turn = { calls: PlannedCall[] } | { text: string };

/**
 * Decides a turn from the request alone. A question has one plan; calls already answered are not repeated, and when none is left the
 * answers are put into words, so a conversation ends. A request that demands a call always gets one, as from the service.
 */
export function decideTurn(request: ModelRequest, now: Date): Turn {
  const { question, followUp, since } = latestQuestion(request, now);
  const done = finishedCalls(since);
  const demanded = demandedTools(request);
  if (demanded) {
    const calls = followUp && 'calls' in followUp ? followUp.calls : planForced(demanded, question, now);
    const left = calls.filter((call) => !done.some((other) => same(call, other)));
    const next = left.length > 0 ? left : calls;
    if (next.length > 0) return { calls: request.parallelToolCalls ? next : next.slice(0, 1) };
  }
  const plan = followUp ?? choosePlan(request, question, now);
  if (plan && 'calls' in plan) {
    const left = plan.calls.filter((call) => !done.some((other) => same(call, other)));
    if (left.length > 0) return { calls: request.parallelToolCalls ? left : left.slice(0, 1) };
  }
  const outputs = done.map((call) => call.output);
  const text = wording(plan, done, question, request);
  return { text: structuredAnswer(request.format, { text, question, prompt: promptOf(request), outputs }, now) };
}

/** Returns the tools of which one must be called; undefined when the model is free. */
function demandedTools({ toolChoice, tools }: ModelRequest): ModelTool[] | undefined {
  if (typeof toolChoice === 'object') return tools.filter((tool) => tool.name === toolChoice.name);
  return toolChoice === 'required' && tools.length > 0 ? tools : undefined;
}

const promptOf = ({ instructions = '', items }: ModelRequest): string =>
  [
    instructions,
    ...items.map((item) => (item.type === 'message' && item.role !== 'assistant' ? textOf(item) : '')),
  ].join('\n');

function wording(plan: Plan, done: FinishedCall[], question: string, request: ModelRequest): string {
  if (done.length > 0) return wordAll(done, question, request);
  if (plan && 'ask' in plan) return askBack(plan.ask.tool, plan.ask.missing);
  const direct = isSmallTalk(question) ? undefined : answerDirectly(request, question);
  return direct ?? smallTalk(question, request.toolChoice === 'none' ? [] : request.tools);
}

/** Quotes search results by the question and describes other results. */
function wordAll(done: readonly FinishedCall[], question: string, { tools }: ModelRequest): string {
  const isQuoted = ({ name }: FinishedCall) => tools.some((tool) => tool.name === name && tool.looksUp === 'quoted');
  const told = done.filter((call) => !isQuoted(call));
  const quoted = done.filter(isQuoted).map(({ output }) => quoteResults(output, question));
  return [...(told.length > 0 ? [describeResults(told)] : []), ...quoted].join('\n');
}

function choosePlan({ toolChoice, tools }: ModelRequest, question: string, now: Date): Plan {
  if (toolChoice === 'none' || tools.length === 0) return undefined;
  const plan = planCalls(tools, question, now);
  const lookUp = tools.find(({ looksUp }) => looksUp === 'quoted') ?? tools.find(({ looksUp }) => looksUp);
  return !plan && lookUp && !isSmallTalk(question) ? planTool(lookUp, question, now) : plan;
}

/** Returns the last user message, what follows it, and the plan if the message answers a question that the model had asked back. */
function latestQuestion(request: ModelRequest, now: Date): { question: string; followUp?: Plan; since: ModelItem[] } {
  const { items } = request;
  const at = items.findLastIndex((item) => item.type === 'message' && item.role === 'user');
  const question = textOf(items[at]);
  const since = items.slice(at + 1);
  const before = items.slice(0, Math.max(at, 0));
  const asked = before.at(-1);
  if (asked?.type !== 'message' || asked.role !== 'assistant') return { question, since };
  const earlier = textOf(before.findLast((item) => item.type === 'message' && item.role === 'user'));
  for (const tool of request.toolChoice === 'none' ? [] : request.tools) {
    const plan = planTool(tool, earlier, now);
    if (!('ask' in plan) || askBack(tool, plan.ask.missing) !== textOf(asked)) continue;
    const answeredPlan = planTool(tool, `${earlier}\n${question}`, now);
    if ('calls' in answeredPlan) return { question, followUp: answeredPlan, since };
  }
  return { question, since };
}

function finishedCalls(items: ModelItem[]): FinishedCall[] {
  return items.flatMap((item) => {
    const result =
      item.type === 'call' && items.find((other) => other.type === 'result' && other.callId === item.callId);
    if (item.type !== 'call' || !result || result.type !== 'result') return [];
    return [{ name: item.name, arguments: argumentsOf(item.arguments), output: result.output }];
  });
}

function argumentsOf(json: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    return isRecord(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

const same = (planned: PlannedCall, done: FinishedCall) =>
  planned.name === done.name && JSON.stringify(planned.arguments) === JSON.stringify(done.arguments);

const textOf = (item: ModelItem | undefined) => (item?.type === 'message' ? item.content.map(partText).join('\n') : '');
