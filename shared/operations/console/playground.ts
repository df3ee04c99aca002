import type { OpenAI } from 'openai';
import * as z from 'zod';
import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import { citedBlobs } from '../../ingestion/cited-blobs.ts';

const question = z.strictObject({
  agent: z.string().min(1).max(200),
  input: z.string().min(1).max(20_000),
  /** The id that the first answer of the conversation came with. */
  conversation: z.string().max(200).optional(),
});

/** Names and descriptions of the agents that the playground may talk to. */
export type PlaygroundAgents = readonly { readonly name: string; readonly description?: string | undefined }[];

/**
 * Answers `POST /api/operations/playground`: asks an agent of the configuration. The response runs in the background, so that the console can show each
 * tool call while the agent waits for it.
 * @throws RequestError (404) for an agent that the configuration does not have
 */
export async function askAgent(
  body: unknown,
  agents: PlaygroundAgents,
  openai: OpenAI,
  signal: AbortSignal,
): Promise<ApiResponse> {
  const { agent, input, conversation } = parseRequest(question, body);
  if (!agents.some(({ name }) => name === agent)) {
    const known = agents.map(({ name }) => name).join(', ') || 'none';
    throw new RequestError('agent_not_found', `foundry.config.ts has no agent "${agent}". It has: ${known}.`, {
      status: 404,
    });
  }
  const talk = conversation ?? (await openai.conversations.create({}, { signal })).id;
  // The agent is named in both spellings: `agent` of 2025-11-15-preview and `agent_reference` of v1.
  const reference = { type: 'agent_reference', name: agent };
  const created = await openai.responses.create(
    { input, conversation: talk, background: true, store: true, ...{ agent: reference, agent_reference: reference } },
    { signal },
  );
  return { status: 202, body: { response: created.id, conversation: talk } };
}

/** Answers `GET /api/operations/playground/{response}`: what the agent has done so far. */
export async function readAnswer(id: string, openai: OpenAI, signal: AbortSignal): Promise<ApiResponse> {
  if (!/^resp_[\w-]{1,200}$/.test(id))
    throw new RequestError('response_not_found', 'This is not the id of a response.', { status: 404 });
  const response = await openai.responses.retrieve(id, { include: ['file_search_call.results'] }, { signal });
  const items = z.array(outputItem).catch([]).parse(response.output);
  return {
    status: 200,
    body: {
      status: response.status,
      parts: items.flatMap(partOf),
      citations: response.status === 'completed' ? citedBlobs(response) : [],
      ...(response.error ? { error: response.error.message } : {}),
    },
  };
}

const outputItem = z.looseObject({
  type: z.string(),
  id: z.string().optional(),
  name: z.string().optional(),
  status: z.string().optional(),
  arguments: z.string().optional(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).optional(),
});

/** A message as text, a call of any tool with its arguments; outputs of tools are part of the call's timeline and left out here. */
function partOf({ type, name, status, arguments: args, content, id }: z.infer<typeof outputItem>): object[] {
  if (type === 'message') return [{ type: 'text', id, text: (content ?? []).map(({ text = '' }) => text).join('') }];
  if (/_call$/.test(type))
    return [{ type: 'call', id, tool: name ?? type.replace(/_call$/, ''), status, arguments: args }];
  return [];
}
