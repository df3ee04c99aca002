import { isDeepStrictEqual } from 'node:util';
import { badRequest, conflict, notFound } from '../../frame/api-error.ts';
import { group } from '../../frame/group.ts';
import { cursorPage } from '../../frame/paging.ts';
import { type AgentDefinition, type AgentRecord, type AgentVersion, agentStore } from './agent-store.ts';

interface VersionRequest {
  readonly definition: AgentDefinition;
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

interface Bodies {
  Agents_CreateAgent: VersionRequest & { readonly name: string };
  Agents_UpdateAgent: VersionRequest;
  Agents_CreateAgentVersion: VersionRequest;
}

/** Agents and their versions. A version never changes; another definition makes another version. */
export const agents = group<Bodies>('Agents', ({ store, clock }) => {
  const { agents, versions, find } = agentStore(store);

  const show = ({ name }: AgentRecord) => ({ object: 'agent', id: name, name, versions: { latest: find(name) } });

  const existing = (name: string): AgentRecord => {
    const agent = agents.get(name);
    if (!agent) throw notFound(`Agent ${name} doesn't exist.`, 'agent_name');
    return agent;
  };

  const addVersion = (name: string, { definition, description, metadata }: VersionRequest): AgentVersion => {
    const latest = find(name);
    if (latest && isDeepStrictEqual(latest.definition, definition)) return latest;
    keepsItsContainerApp(latest?.definition, definition);
    const number = (agents.get(name)?.lastVersion ?? 0) + 1;
    const version: AgentVersion = {
      object: 'agent.version',
      id: `${name}:${number}`,
      name,
      version: `${number}`,
      created_at: clock.seconds(),
      ...(description === undefined ? {} : { description }),
      metadata: metadata ?? {},
      definition,
    };
    return store.transaction(() => {
      agents.put({ name, kind: definition.kind, lastVersion: number });
      return versions.put(version).object;
    });
  };

  const removeVersion = ({ id, name }: AgentVersion) => {
    versions.delete(id);
    const latest = find(name);
    // An agent is its versions: with the last of them it is gone.
    if (!latest) agents.delete(name);
    else agents.put({ ...existing(name), kind: latest.definition.kind });
  };

  return {
    Agents_CreateAgent: ({ body }) => {
      if (agents.get(body.name)) throw conflict(`Agent ${body.name} already exists.`, 'name');
      addVersion(body.name, body);
      return show(existing(body.name));
    },
    Agents_ListAgents: ({ query }) => cursorPage(agents, query, { where: { kind: query.kind } }, show),
    Agents_GetAgent: ({ params }) => show(existing(params.agent_name)),
    Agents_UpdateAgent: ({ params, body }) => {
      const agent = existing(params.agent_name);
      addVersion(agent.name, body);
      return show(agent);
    },
    Agents_DeleteAgent: ({ params }) => {
      const { name } = existing(params.agent_name);
      store.transaction(() => {
        for (const version of [...versions.all({ where: { agent: name } })]) versions.delete(version.id);
        agents.delete(name);
      });
      return { object: 'agent.deleted', name, deleted: true };
    },
    // Creates the agent, too, when there is none of that name: the official SDKs make agents this way.
    Agents_CreateAgentVersion: ({ params, body }) => addVersion(params.agent_name, body),
    Agents_ListAgentVersions: ({ params, query }) =>
      cursorPage(versions, query, { where: { agent: existing(params.agent_name).name } }),
    Agents_GetAgentVersion: ({ params }) => find(params.agent_name, params.agent_version),
    Agents_DeleteAgentVersion: ({ params }) => {
      const version = find(params.agent_name, params.agent_version);
      if (!version)
        throw notFound(`Agent ${params.agent_name} has no version ${params.agent_version}.`, 'agent_version');
      store.transaction(() => removeVersion(version));
      return { object: 'agent.version.deleted', name: version.name, version: version.version, deleted: true };
    },
  };
});

/** @throws ApiError 400 when a new version of a container app agent would move to another app */
function keepsItsContainerApp(before: AgentDefinition | undefined, after: AgentDefinition): void {
  const field = 'container_app_resource_id';
  if (before?.kind !== 'container_app' || after.kind !== 'container_app' || before[field] === after[field]) return;
  throw badRequest(`${field} cannot change from one version to the next.`, `definition.${field}`);
}
