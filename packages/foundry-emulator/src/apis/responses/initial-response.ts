import { isRecord } from '../../core/json-schema.ts';
import type { AgentVersion } from '../agents/agent-store.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import type { CreateBody } from './create-body.ts';

/** Key of the response's metadata that says which kind of model answered. */
export const MODEL_LABEL_KEY = 'emulator_model';

interface Decided {
  readonly id: string;
  readonly createdAt: number;
  readonly model: string;
  readonly agent: AgentVersion | undefined;
  readonly instructions: string | undefined;
  readonly tools: readonly unknown[];
  readonly conversation: string | undefined;
  readonly label: string;
}

/** Returns the tier that serves a request. The service decides what `auto` means. */
export const servedTier = (asked: string | null | undefined): string =>
  asked === undefined || asked === null || asked === 'auto' ? 'default' : asked;

/** Creates a response with the request's parameters, and the agent's where the request has none. */
export function initialResponse(body: CreateBody, decided: Decided): FoundryResponse {
  const { id, createdAt, model, agent, instructions, tools, conversation, label } = decided;
  const own: Readonly<Record<string, unknown>> = agent?.definition ?? {};
  const optional = {
    max_output_tokens: body.max_output_tokens,
    max_tool_calls: body.max_tool_calls,
    previous_response_id: body.previous_response_id,
    reasoning: body.reasoning ?? own.reasoning,
    structured_inputs: body.structured_inputs,
    top_logprobs: body.top_logprobs,
    ...(agent && {
      agent: { type: 'agent_id', name: agent.name, version: agent.version },
      agent_reference: { type: 'agent_reference', name: agent.name, version: agent.version },
    }),
  };
  return {
    id,
    object: 'response',
    created_at: createdAt,
    status: 'in_progress',
    background: body.background ?? false,
    error: null,
    incomplete_details: null,
    instructions: instructions ?? null,
    model,
    output: [],
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    conversation: conversation === undefined ? null : { id: conversation },
    service_tier: servedTier(body.service_tier),
    store: body.store ?? true,
    temperature: body.temperature ?? own.temperature ?? 1,
    text: body.text ?? own.text ?? { format: { type: 'text' } },
    tool_choice: body.tool_choice ?? 'auto',
    tools,
    top_p: body.top_p ?? own.top_p ?? 1,
    truncation: body.truncation ?? 'disabled',
    user: body.user ?? null,
    metadata: { ...body.metadata, [MODEL_LABEL_KEY]: label },
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined && value !== null)),
  };
}

const HIDDEN = '<redacted>';

/** Returns a tool definition without secrets, as responses repeat and store it. */
export function withoutSecrets(definition: unknown): unknown {
  if (!isRecord(definition)) return definition;
  const { headers, authorization } = definition;
  return {
    ...definition,
    ...(isRecord(headers) ? { headers: Object.fromEntries(Object.keys(headers).map((name) => [name, HIDDEN])) } : {}),
    ...(typeof authorization === 'string' ? { authorization: HIDDEN } : {}),
  };
}
