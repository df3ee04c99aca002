import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { Reply } from '../../core/http/reply.ts';
import type { AgentVersion } from './agent-store.ts';
import { agentVersions } from './agent-versions.ts';
import { type ContainerOperation, isUnderWay, type Replicas, showContainer, showOperation } from './container.ts';
import { openContainerManager } from './container-manager.ts';
import { containerStore } from './container-store.ts';

interface ReplicaBounds {
  readonly min_replicas?: number | null;
  readonly max_replicas?: number | null;
}

interface Bodies {
  Agents_StartAgentContainer: ReplicaBounds;
  Agents_UpdateAgentContainer: ReplicaBounds;
}

/** Containers of hosted agents, and the operations on them, which take their time on the emulator's clock. */
export const agentContainers = group<Bodies>('Agents: containers', (project) => {
  const { agent, version } = agentVersions(project);
  const store = containerStore(project.store);
  const { containers, operations } = store;
  const manager = openContainerManager(project, store);

  const show = (operation: ContainerOperation) => showOperation(operation, containers.get(operation.versionId));

  const hosted = ({ agent_name, agent_version }: { agent_name: string; agent_version: string }): AgentVersion => {
    const found = version(agent_name, agent_version);
    const { kind } = found.definition;
    if (kind === 'hosted') return found;
    throw badRequest(`${found.id} is of kind ${kind}; only hosted agents have a container here.`, 'agent_version');
  };
  const accepted = (
    operation: ContainerOperation,
    { endpoint, apiVersion }: { endpoint: string; apiVersion: string },
  ) =>
    new Reply(show(operation), {
      headers: {
        'operation-location': `${endpoint}/agents/${operation.agent}/operations/${operation.id}?api-version=${apiVersion}`,
        ...(isUnderWay(operation) ? { 'retry-after': '1' } : {}),
      },
    });

  return {
    Agents_GetAgentContainer: ({ params }) => {
      const { id } = version(params.agent_name, params.agent_version);
      const found = containers.get(id);
      if (!found) throw notFound(`${id} has no container. Start one first.`, 'agent_version');
      return showContainer(found);
    },
    Agents_StartAgentContainer: (call) => {
      const replicas = bounds(call.body, { min: 1, max: 1 });
      return accepted(manager.begin(hosted(call.params), 'start', replicas), call);
    },
    Agents_UpdateAgentContainer: (call) => {
      const found = hosted(call.params);
      const before = containers.get(found.id)?.replicas;
      return accepted(manager.begin(found, 'update', bounds(call.body, before ?? { min: 1, max: 1 })), call);
    },
    Agents_StopAgentContainer: (call) => accepted(manager.begin(hosted(call.params), 'stop'), call),
    Agents_DeleteAgentContainer: (call) => accepted(manager.begin(hosted(call.params), 'delete'), call),
    Agents_ListAgentContainerOperations: ({ params, query }) =>
      cursorPage(operations, query, { where: { agent: agent(params.agent_name).name } }, show),
    Agents_ListAgentVersionContainerOperations: ({ params, query }) => {
      const { id } = version(params.agent_name, params.agent_version);
      return cursorPage(operations, query, { where: { version: id } }, show);
    },
    Agents_GetAgentContainerOperation: ({ params }) => {
      const { name } = agent(params.agent_name);
      const found = operations.get(params.operation_id);
      if (found?.agent !== name) throw notFound(`${name} has no operation ${params.operation_id}.`, 'operation_id');
      return show(found);
    },
  };
});

/** @throws ApiError 400 when the least is more than the most */
function bounds({ min_replicas, max_replicas }: ReplicaBounds, before: Replicas): Replicas {
  const replicas = { min: min_replicas ?? before.min, max: max_replicas ?? before.max };
  if (replicas.min <= replicas.max) return replicas;
  throw badRequest(`min_replicas (${replicas.min}) is more than max_replicas (${replicas.max}).`, 'min_replicas');
}
