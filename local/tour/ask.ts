import type { AIProjectClient } from '@azure/ai-projects';
import { citedBlobs } from '../../shared/ingestion/cited-blobs.ts';
import { toolItem } from '../output/tool-items.ts';

/** One question to the agent, as any client would ask it. */
export interface Asked {
  readonly conversationId: string;
  readonly answer: string;
  /** The tools it called on the way, with what went in and what came out. */
  readonly calls: readonly ToolCall[];
  /** The blobs that the answer cites, by path. */
  readonly cited: readonly string[];
  readonly milliseconds: number;
}

export interface ToolCall {
  readonly name: string;
  readonly args: string;
  readonly output: string;
}

/** Asks within a conversation, which is made with the first question. @throws when the response does not complete */
export async function ask(
  project: AIProjectClient,
  agent: string,
  question: string,
  conversationId?: string,
): Promise<Asked> {
  const openai = project.getOpenAIClient();
  const conversation = conversationId ?? (await openai.conversations.create()).id;
  const begun = performance.now();
  const request = { conversation, input: question, include: ['file_search_call.results' as const] };
  const response = await openai.responses.create(request, {
    body: { ...request, agent_reference: { type: 'agent_reference', name: agent } },
  });
  const milliseconds = Math.round(performance.now() - begun);
  if (response.status !== 'completed') {
    throw new Error(`The response ended as ${response.status}: ${response.error?.message ?? 'no reason was given'}`);
  }
  return {
    conversationId: conversation,
    answer: response.output_text,
    calls: callsIn(response.output),
    cited: citedBlobs(response).map(({ path, name }) => path ?? name),
    milliseconds,
  };
}

function callsIn(output: readonly unknown[]): ToolCall[] {
  const items = output.flatMap((item) => toolItem(item) ?? []);
  return items.flatMap(({ id, call }) => {
    if (call === undefined) return [];
    const result = items.find((item) => item.id === id && item.output !== undefined);
    return [{ name: call.name, args: call.arguments, output: result?.output ?? '' }];
  });
}
