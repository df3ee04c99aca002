import { fillTemplate, fillText } from '../../core/fill-template.ts';
import { given } from '../../core/given.ts';
import { badRequest } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { Model } from '../../model/contract/model.ts';
import type { Tool, ToolKind } from '../../tools/contract/tool-kind.ts';
import { acceptTools } from '../../tools/tool-kinds.ts';
import type { AgentStore } from '../agents/agent-store.ts';
import type { Item } from '../conversations/item.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import type { ResponseStore } from '../conversations/response-store.ts';
import { checkApprovals } from './approvals.ts';
import { pairedItems } from './call-pairs.ts';
import { chosenAgent, structuredInputs } from './chosen-agent.ts';
import type { CreateBody, TextFormat } from './create-body.ts';
import type { ResponseTask } from './execute-response.ts';
import { fittedContext } from './fitted-context.ts';
import { initialResponse, withoutSecrets } from './initial-response.ts';
import type { Attachments } from './read-attachments.ts';
import { contextOf } from './response-context.ts';
import { modelFormat } from './text-format.ts';
import { chosenTools } from './tool-choice.ts';

/** A validated request, ready to execute. */
export interface Prepared {
  readonly response: FoundryResponse;
  readonly input: readonly Item[];
  readonly assignment: ResponseTask;
}

export interface ResponseDependencies {
  readonly store: ResponseStore;
  readonly agents: AgentStore;
  readonly kinds: readonly ToolKind[];
  read(history: readonly Item[], input: readonly Item[]): Promise<Attachments>;
  readonly model: Model;
  readonly seconds: () => number;
}

/**
 * Combines the request, its agent and the conversation. The request's values take precedence over the agent's; the tools of both are
 * offered.
 * @throws ApiError for every error that is detectable before work begins
 */
export async function prepare(
  body: CreateBody,
  { store, agents, kinds, read, model, seconds }: ResponseDependencies,
): Promise<Prepared> {
  const agent = chosenAgent(body, agents);
  const own = agent?.definition;
  const deployment = body.model ?? own?.model;
  if (typeof deployment !== 'string' || deployment === '') {
    throw badRequest('model is missing: name a model deployment, or an agent, which has one.', 'model');
  }
  if (body.prompt)
    throw badRequest('Stored prompts are not served by this emulator; send instructions and input instead.', 'prompt');
  if (body.background && body.store === false)
    throw badRequest('A background response must be stored: leave store out or set it to true.', 'store');
  const inputs = structuredInputs(own, body.structured_inputs);
  const bound = (definitions: unknown): unknown[] =>
    Array.isArray(definitions) ? definitions.map((definition) => fillTemplate(definition, inputs)) : [];
  const ownTools = bound(own?.tools);
  const requestTools = bound(body.tools);
  const include = body.include ?? [];
  const tools = [
    ...acceptTools(kinds, ownTools, 'agent.tools', include, deployment),
    ...acceptTools(kinds, requestTools, 'tools', include, deployment),
  ];
  const definitions = [...ownTools, ...requestTools];
  const choose = (ready: readonly Tool[]) => chosenTools(ready, definitions, body.tool_choice);
  choose(tools);
  const instructions =
    body.instructions ?? (typeof own?.instructions === 'string' ? fillText(own.instructions, inputs) : undefined);
  const { history, input, conversation } = contextOf(body, store);
  const said = pairedItems([...history, ...input]);
  checkApprovals(input, said, definitions);
  const context = await fittedContext(said, instructions, body.truncation ?? 'disabled');
  const attachments = await read(history, input);
  const decided = {
    id: newId('resp'),
    createdAt: seconds(),
    model: deployment,
    agent,
    instructions,
    tools: definitions.map(withoutSecrets),
    conversation,
    label: model.label,
  };
  const response = initialResponse(body, decided);
  return {
    response,
    input,
    assignment: {
      model,
      context,
      attachments,
      tools,
      kinds,
      choose,
      maxToolCalls: body.max_tool_calls ?? undefined,
      request: {
        deployment,
        parallelToolCalls: body.parallel_tool_calls ?? true,
        format: modelFormat(body.text?.format ?? formatOf(own?.text)),
        ...given('instructions', instructions),
        ...given('temperature', body.temperature ?? numberOf(own?.temperature)),
        ...given('topP', body.top_p ?? numberOf(own?.top_p)),
        ...given('maxOutputTokens', body.max_output_tokens),
        ...given('reasoningEffort', body.reasoning?.effort),
      },
    },
  };
}

const formatOf = (text: unknown): TextFormat | undefined =>
  isRecord(text) && isRecord(text.format) ? { ...text.format, type: String(text.format.type) } : undefined;

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
