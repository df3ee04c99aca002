import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { mergePatch } from '../assets/merge-patch.ts';
import { checkEndpoint } from './agent-endpoint.ts';
import { type AgentEndpoint, type AgentRecord, type AgentVersion, agentStore } from './agent-store.ts';
import { agentVersions, type VersionRequest } from './agent-versions.ts';
import { containerStore } from './container-store.ts';

interface Bodies {
  Agents_CreateAgent: VersionRequest & { readonly name: string };
  Agents_UpdateAgent: VersionRequest;
  Agents_CreateAgentVersion: VersionRequest;
  Agents_PatchAgent: { readonly agent_endpoint?: AgentEndpoint | null; readonly agent_card?: object | null };
}

/** Agents and their versions. A version never changes; another definition makes another version. */
export const agents = group<Bodies>('Agents', (project) => {
  const { store } = project;
  const { agents, versions, find } = agentStore(store);
  const { agent, version, show, create, update, add } = agentVersions(project);
  const containers = containerStore(store);

  const removeVersion = ({ id, name }: AgentVersion) => {
    versions.delete(id);
    containers.forget(id);
    const latest = find(name);
    // An agent is its versions: with the last of them it is gone.
    if (!latest) agents.delete(name);
    else agents.put({ ...agent(name), kind: latest.definition.kind });
  };

  return {
    Agents_CreateAgent: ({ body }) => create(body.name, body),
    Agents_ListAgents: ({ query }) => cursorPage(agents, query, { where: { kind: query.kind } }, show),
    Agents_GetAgent: ({ params }) => show(agent(params.agent_name)),
    Agents_UpdateAgent: ({ params, body }) => update(params.agent_name, body),
    Agents_PatchAgent: ({ params, body: { agent_endpoint, agent_card } }) => {
      const known = agent(params.agent_name);
      const patch = { ...sent('agent_endpoint', agent_endpoint), ...sent('agent_card', agent_card) };
      const patched = mergePatch(known, patch) as AgentRecord;
      checkEndpoint(patched, find);
      return show(agents.put(patched).object);
    },
    Agents_EnableAgent: ({ params }) => {
      const { disabled: _, ...enabled } = agent(params.agent_name);
      agents.put(enabled);
    },
    Agents_DisableAgent: ({ params }) => void agents.put({ ...agent(params.agent_name), disabled: true }),
    Agents_DeleteAgent: ({ params }) => {
      const { name } = agent(params.agent_name);
      store.transaction(() => {
        for (const each of [...versions.all({ where: { agent: name } })]) removeVersion(each);
      });
      return { object: 'agent.deleted', name, deleted: true };
    },
    Agents_CreateAgentVersion: ({ params, body }) => add(params.agent_name, body),
    Agents_ListAgentVersions: ({ params, query }) =>
      cursorPage(versions, query, { where: { agent: agent(params.agent_name).name } }),
    Agents_GetAgentVersion: ({ params }) => find(params.agent_name, params.agent_version),
    Agents_DeleteAgentVersion: ({ params }) => {
      const removed = version(params.agent_name, params.agent_version);
      store.transaction(() => removeVersion(removed));
      return { object: 'agent.version.deleted', name: removed.name, version: removed.version, deleted: true };
    },
  };
});

/** A field of a merge patch; null removes it. */
const sent = (name: string, value: unknown): object => (value === undefined ? {} : { [name]: value });
