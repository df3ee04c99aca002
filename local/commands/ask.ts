import { styleText } from 'node:util';
import { SetupError } from '../../shared/core/setup-error.ts';
import { explainFailure } from '../../shared/foundry/explain-failure.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { citedBlobs } from '../../shared/ingestion/cited-blobs.ts';
import { openTarget } from './target.ts';

export interface AskOptions {
  readonly azure?: boolean;
  readonly json?: boolean;
  /** Continues a conversation. */
  readonly conversation?: string;
}

interface ToolCall {
  readonly name: string;
  readonly arguments: string;
  readonly output?: string;
}

/** Asks an agent and prints its answer while it arrives, with the tools it called and the documents it cites. */
export async function ask(agent: string, question: string, options: AskOptions): Promise<number> {
  const { env } = openTarget(options.azure === true);
  const openai = projectClient(env).getOpenAIClient();
  const gray = (text: string) => styleText('gray', text);
  const begun = performance.now();
  try {
    const conversation = options.conversation ?? (await openai.conversations.create()).id;
    const request = {
      conversation,
      input: question,
      include: ['file_search_call.results' as const],
      stream: true as const,
    };
    const stream = await openai.responses.create(request, {
      body: { ...request, agent_reference: { type: 'agent_reference', name: agent } },
    });
    const calls: ToolCall[] = [];
    let streaming = false;
    for await (const event of stream) {
      if (event.type === 'response.output_text.delta' && !options.json) {
        process.stdout.write(event.delta);
        streaming = true;
      } else if (event.type === 'response.output_item.done') {
        const call = toolCall(event.item);
        if (call === undefined) continue;
        calls.push(call);
        if (!options.json)
          console.log(
            gray(call.output === undefined ? `(tool) ${call.name} ${call.arguments}` : `     = ${call.output}`),
          );
      } else if (event.type === 'response.failed') {
        throw new SetupError(`The response failed: ${event.response.error?.message ?? 'no reason was given'}`);
      } else if (event.type === 'response.completed') {
        const cited = citedBlobs(event.response).map(({ path, name }) => path ?? name);
        const milliseconds = Math.round(performance.now() - begun);
        if (options.json) {
          console.log(
            JSON.stringify({
              conversation,
              answer: event.response.output_text ?? textOf(event.response.output),
              calls,
              cited,
              milliseconds,
            }),
          );
          return 0;
        }
        if (streaming) process.stdout.write('\n');
        if (cited.length > 0) console.log(gray(`cites ${cited.join(', ')}`));
        console.log(gray(`${milliseconds} ms · --conversation ${conversation} continues`));
        return 0;
      }
    }
    throw new SetupError('The response ended without an answer. The log of the emulator or the project says why.');
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(explainFailure(error), { cause: error });
  }
}

function textOf(output: readonly unknown[]): string {
  return output
    .flatMap((item) => (isRecord(item) && Array.isArray(item.content) ? item.content : []))
    .map((part: unknown) => (isRecord(part) && typeof part.text === 'string' ? part.text : ''))
    .join('');
}

/** The SDK has no types for the items of azure_function yet. */
function toolCall(item: unknown): ToolCall | undefined {
  if (!isRecord(item)) return undefined;
  if (item.type === 'azure_function_call') return { name: `${item.name}`, arguments: `${item.arguments}` };
  if (item.type === 'azure_function_call_output')
    return { name: `${item.call_id}`, arguments: '', output: `${item.output}` };
  return undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
