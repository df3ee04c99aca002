import type { Model, ModelFormat, ModelRequest, ModelToolChoice } from '../../../model/contract/model.ts';
import { ModelError } from '../../../model/contract/model-error.ts';
import type { ResponseFormat } from '../objects/assistant.ts';
import type { AssistantStore } from '../objects/assistant-store.ts';
import type { Run } from '../objects/run.ts';
import type { RunTool } from '../tools/run-tool.ts';
import { runCalls } from './run-calls.ts';
import { fittedRequest, runContext } from './run-context.ts';
import { runTurn } from './run-turn.ts';
import type { RunWriter } from './run-writer.ts';

/** Turns per run. A model that still calls tools after that is in a loop. */
const MAX_TURNS = 32;

export interface RunWork {
  readonly store: AssistantStore;
  readonly model: Model;
  readonly tools: readonly RunTool[];
  readonly signal: AbortSignal;
  /** True when the content filter stops the newest messages of the run's thread. */
  isFiltered(run: Run): boolean;
  readonly rest: Promise<void>;
}

/** Continues a run from its current steps until it ends or waits for the client. */
export async function executeRun(
  writer: RunWriter,
  { store, model, tools, isFiltered, signal, rest }: RunWork,
): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const { kept } = writer;
    if (!kept) return;
    const steps = [...store.steps.all({ where: { run: kept.run.id } })];
    const open = steps.find(({ step }) => step.status === 'in_progress');
    if (open) {
      const tool_calls = await runCalls(kept, open, tools, writer, { signal, rest });
      if (tool_calls.length === 0) continue;
      const required_action = { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls } } as const;
      return writer.become('requires_action', { required_action });
    }
    const { max_prompt_tokens: maxPrompt, max_completion_tokens: maxCompletion } = kept.run;
    const left = maxCompletion === null ? undefined : maxCompletion - kept.spent.completion_tokens;
    if (left !== undefined && left <= 0) return incomplete(writer, 'max_completion_tokens');
    const budget = maxPrompt === null ? undefined : maxPrompt - kept.spent.prompt_tokens;
    if (steps.length === 0 && isFiltered(kept.run))
      throw new ModelError('invalid_prompt', 'The content filter stopped a message of the thread.');
    const bare = modelRequest(kept.run, tools, steps.length === 0, left);
    const request = await fittedRequest(bare, runContext(kept.run, store), budget);
    if (!request) {
      if (budget !== undefined) return incomplete(writer, 'max_prompt_tokens');
      throw new ModelError('invalid_prompt', "The thread's newest message is longer than the model's context window.");
    }
    const reason = await runTurn(model, request, tools, writer, signal);
    if (reason === 'max_output_tokens') return incomplete(writer, 'max_completion_tokens');
    if (reason === 'content_filter')
      throw new ModelError('server_error', "The answer was cut off by the model's content filter.");
    const waiting = [...store.steps.all({ where: { run: kept.run.id } })].some(
      ({ step }) => step.status === 'in_progress',
    );
    if (!waiting) return writer.end('completed');
  }
  throw new ModelError('server_error', `The model called tools for ${MAX_TURNS} turns without coming to an answer.`);
}

const incomplete = (writer: RunWriter, reason: 'max_completion_tokens' | 'max_prompt_tokens'): void =>
  writer.end('incomplete', { incomplete_details: { reason } });

function modelRequest(
  run: Run,
  tools: readonly RunTool[],
  first: boolean,
  maxOutputTokens: number | undefined,
): Omit<ModelRequest, 'items'> {
  return {
    deployment: run.model,
    ...(run.instructions === '' ? {} : { instructions: run.instructions }),
    tools: tools.flatMap(({ functions }) => [...functions]),
    // `tool_choice` forces a call in the first turn only.
    toolChoice: first || run.tool_choice === 'none' ? modelChoice(run, tools) : 'auto',
    parallelToolCalls: run.parallel_tool_calls,
    format: modelFormat(run.response_format),
    temperature: run.temperature,
    topP: run.top_p,
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
  };
}

function modelChoice({ tool_choice: choice }: Run, tools: readonly RunTool[]): ModelToolChoice {
  if (typeof choice === 'string') return choice;
  const name = choice.function?.name ?? tools.find(({ type }) => type === choice.type)?.functions[0]?.name;
  return name === undefined ? 'required' : { name };
}

function modelFormat(format: ResponseFormat): ModelFormat {
  if (typeof format === 'string') return { type: 'text' };
  if (!('json_schema' in format)) return { type: format.type ?? 'text' };
  const { name, description, schema, strict } = format.json_schema;
  return {
    type: 'json_schema',
    name,
    schema: schema ?? {},
    ...(description ? { description } : {}),
    ...(typeof strict === 'boolean' ? { strict } : {}),
  };
}
