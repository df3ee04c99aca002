import { styleText } from 'node:util';
import type { AIProjectClient } from '@azure/ai-projects';
import { TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { explainFailure } from '../../shared/foundry/explain-failure.ts';
import { citedBlobs } from '../../shared/ingestion/cited-blobs.ts';
import { toolItem } from '../output/tool-items.ts';
import { openTarget, type TargetOptions } from './target.ts';

export interface AskOptions extends TargetOptions {
  /** Continues a conversation. */
  readonly conversation?: string;
}

interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
  output?: string;
}

/** Asks an agent and prints its answer while it arrives, with the tools it called and the documents it cites. */
export async function ask(agent: string, question: string, options: AskOptions): Promise<number> {
  const project = openTarget(options.azure).project();
  try {
    return await stream(project, agent, question, options);
  } catch (error) {
    if (error instanceof SetupError || error instanceof TerminalError) throw error;
    throw new SetupError(await explain(error, agent, project), { cause: error });
  }
}

async function stream(
  project: AIProjectClient,
  agent: string,
  question: string,
  { json, conversation: given }: AskOptions,
): Promise<number> {
  const openai = project.getOpenAIClient();
  const begun = performance.now();
  const conversation = given ?? (await openai.conversations.create()).id;
  const request = {
    conversation,
    input: question,
    include: ['file_search_call.results' as const],
    stream: true as const,
  };
  const events = await openai.responses.create(request, {
    body: { ...request, agent_reference: { type: 'agent_reference', name: agent } },
  });
  const calls: ToolCall[] = [];
  let atLineStart = true;
  const printLine = (text: string) => {
    if (json) return;
    console.log(`${atLineStart ? '' : '\n'}${styleText('gray', text)}`);
    atLineStart = true;
  };
  for await (const event of events) {
    if (event.type === 'response.output_text.delta' && !json) {
      process.stdout.write(event.delta);
      if (event.delta !== '') atLineStart = event.delta.endsWith('\n');
    } else if (event.type === 'response.output_item.done') {
      const line = takeItem(event.item, calls);
      if (line !== undefined) printLine(line);
    } else if (event.type === 'response.failed') {
      throw new SetupError(`The response failed: ${event.response.error?.message ?? 'no reason was given'}`);
    } else if (event.type === 'response.completed' || event.type === 'response.incomplete') {
      const { response } = event;
      const cited = citedBlobs(response).map(({ path, name }) => path ?? name);
      const milliseconds = Math.round(performance.now() - begun);
      const answer = response.output_text ?? textOf(response.output);
      if (json) {
        const shown = calls.map(({ id: _id, ...call }) => call);
        console.log(JSON.stringify({ conversation, answer, calls: shown, cited, milliseconds }));
      } else {
        if (!atLineStart) process.stdout.write('\n');
        atLineStart = true;
        if (cited.length > 0) printLine(`cites ${cited.join(', ')}`);
        printLine(`${milliseconds} ms · --conversation ${conversation} continues`);
      }
      if (event.type === 'response.completed') return 0;
      throw new SetupError(
        `The answer is incomplete: ${response.incomplete_details?.reason ?? 'no reason was given'}.`,
      );
    }
  }
  throw new SetupError('The response ended without an answer. The log of the emulator or the project says why.');
}

/**
 * Adds a call, or the output of one, to the calls so far.
 * @returns the lines to show; undefined for other items
 */
function takeItem(item: unknown, calls: ToolCall[]): string | undefined {
  const read = toolItem(item);
  if (read === undefined) return undefined;
  const { id, call, output } = read;
  if (call !== undefined) calls.push({ id, ...call });
  const known = calls.find((each) => each.id === id);
  if (known !== undefined && output !== undefined) known.output = output;
  return [
    ...(call === undefined ? [] : [`(tool) ${call.name} ${call.arguments}`]),
    ...(output === undefined ? [] : [`     = ${output}`]),
  ].join('\n');
}

/** Adds the agents that the project has to the error about one that it does not have. */
async function explain(error: unknown, agent: string, project: AIProjectClient): Promise<string> {
  const message = explainFailure(error);
  if (!/^404 Agent /.test(message)) return message;
  const names: string[] = [];
  for await (const { name } of project.agents.list()) names.push(name);
  const remedy =
    names.length === 0
      ? 'The project has no agents yet: `npm run agents` brings those of foundry.config.ts.'
      : `The project has ${names.join(', ')}.`;
  return `There is no agent "${agent}". ${remedy}`;
}

function textOf(output: readonly unknown[]): string {
  return output
    .flatMap((item) => (isRecord(item) && Array.isArray(item.content) ? item.content : []))
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
