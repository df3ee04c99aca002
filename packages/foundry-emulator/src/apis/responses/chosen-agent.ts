import { badRequest, notFound } from '../../core/http/api-error.ts';
import { isRecord } from '../../core/json-schema.ts';
import type { AgentStore, AgentVersion } from '../agents/agent-store.ts';
import type { CreateBody } from './create-body.ts';

/**
 * Returns the agent version that a request names, in either spelling.
 * @throws ApiError 404 when it does not exist, 400 when it is not a prompt agent
 */
export function chosenAgent(body: CreateBody, agents: AgentStore): AgentVersion | undefined {
  const param = body.agent ? 'agent' : 'agent_reference';
  const reference = body.agent ?? body.agent_reference;
  if (!reference) return undefined;
  if (!isRecord(reference) || typeof reference.name !== 'string') {
    throw badRequest(`${param} must be { "type": "agent_reference", "name": "..." }.`, `${param}.name`);
  }
  const { name, version } = reference;
  const found = agents.find(name, version ?? undefined);
  if (!found) {
    throw version
      ? notFound(`Agent ${name} has no version ${version}.`, `${param}.version`)
      : notFound(`Agent ${name} doesn't exist.`, `${param}.name`);
  }
  if (found.definition.kind !== 'prompt') {
    throw badRequest(
      `Agent ${name} is of kind "${found.definition.kind}"; this emulator answers for agents of kind "prompt" only.`,
      `${param}.name`,
    );
  }
  return found;
}

/**
 * Returns the values of `{{name}}` in instructions and tools: those of the request, then the defaults that the agent declares.
 * @throws ApiError 400 for a required input that is missing
 */
export function structuredInputs(
  definition: AgentVersion['definition'] | undefined,
  given: CreateBody['structured_inputs'],
): ReadonlyMap<string, unknown> {
  const declared = definition?.structured_inputs;
  const values = new Map(Object.entries(given ?? {}));
  for (const [name, input] of Object.entries(isRecord(declared) ? declared : {})) {
    if (values.has(name) || !isRecord(input)) continue;
    if (input.default_value !== undefined) values.set(name, input.default_value);
    else if (input.required === true)
      throw badRequest(`The agent requires the structured input "${name}".`, `structured_inputs.${name}`);
  }
  return values;
}
