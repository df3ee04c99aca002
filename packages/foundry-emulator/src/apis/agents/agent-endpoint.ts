import { ApiError, badRequest, notFound } from '../../core/http/api-error.ts';
import type { AgentRecord, AgentStore } from './agent-store.ts';

/** Stands for the newest version in the rules of an endpoint. */
const LATEST = '@latest';

const rulesOf = ({ agent_endpoint: endpoint }: AgentRecord) =>
  endpoint?.version_selector?.version_selection_rules ?? [];

/** @throws ApiError 400 unless the rules name versions that exist and share the whole traffic */
export function checkEndpoint(agent: AgentRecord, find: AgentStore['find']): void {
  const param = 'agent_endpoint.version_selector.version_selection_rules';
  const rules = rulesOf(agent);
  for (const [index, { agent_version: version }] of rules.entries())
    if (version !== LATEST && !find(agent.name, version))
      throw badRequest(`Agent ${agent.name} has no version ${version}.`, `${param}[${index}].agent_version`);
  const total = rules.reduce((sum, rule) => sum + rule.traffic_percentage, 0);
  if (rules.length > 0 && total !== 100)
    throw badRequest(`The traffic percentages are ${total} together; they must be 100.`, param);
}

/**
 * Returns the reference to the agent version that a request to the agent's own endpoint gets, by the rules of the endpoint.
 * @throws ApiError 404 when the agent does not exist, 409 when it is disabled
 */
export function referenceAtEndpoint({ agents }: AgentStore, name: string): { name: string; version?: string } {
  const agent = agents.get(name);
  if (!agent) throw notFound(`Agent ${name} doesn't exist.`, 'agent_name');
  if (agent.disabled)
    throw new ApiError(409, {
      code: 'agent_disabled',
      message: `The agent ${name} is disabled. Enable it with POST /agents/${name}:enable.`,
      param: 'agent_name',
    });
  let left = Math.random() * 100;
  const chosen = rulesOf(agent).find(({ traffic_percentage: share }) => {
    left -= share;
    return left < 0;
  });
  return { name, ...(chosen && chosen.agent_version !== LATEST ? { version: chosen.agent_version } : {}) };
}
