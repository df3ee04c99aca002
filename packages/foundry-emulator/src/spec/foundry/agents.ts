import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

/** Endpoints of agents, in the released client and not in the reference. */
export const agentsBeyond = operations(
  { api: 'foundry', beyond: true, group: 'Agents', errors: 'ApiErrorResponse' },
  {
    Agents_PatchAgent: {
      route: 'PATCH /agents/{agent_name}',
      body: 'PatchAgentRequest',
      media: 'application/merge-patch+json',
      answers: { 200: 'AgentObject' },
    },
    Agents_EnableAgent: {
      route: 'POST /agents/{agent_name}:enable',
      answers: { 204: null },
    },
    Agents_DisableAgent: {
      route: 'POST /agents/{agent_name}:disable',
      answers: { 204: null },
    },
  },
);

export const agents = operations(
  { api: 'foundry', group: 'Agents', errors: 'ApiErrorResponse' },
  {
    Agents_CreateAgent: {
      route: 'POST /agents',
      body: 'CreateAgentRequest',
      answers: { 200: 'AgentObject' },
    },
    Agents_ListAgents: {
      route: 'GET /agents',
      query: { ...cursor, kind: 'AgentKind' },
      answers: { 200: 'list<AgentObject>' },
    },
    Agents_GetAgent: {
      route: 'GET /agents/{agent_name}',
      answers: { 200: 'AgentObject' },
    },
    Agents_UpdateAgent: {
      route: 'POST /agents/{agent_name}',
      body: 'UpdateAgentRequest',
      answers: { 200: 'AgentObject' },
    },
    Agents_DeleteAgent: {
      route: 'DELETE /agents/{agent_name}',
      answers: { 200: 'DeleteAgentResponse' },
    },
    Agents_UpdateAgentFromManifest: {
      route: 'POST /agents/{agent_name}/import',
      body: 'UpdateAgentFromManifestRequest',
      answers: { 200: 'AgentObject' },
    },
    Agents_ListAgentContainerOperations: {
      route: 'GET /agents/{agent_name}/operations',
      query: cursor,
      answers: { 200: 'list<AgentContainerOperationObject>' },
    },
    Agents_GetAgentContainerOperation: {
      route: 'GET /agents/{agent_name}/operations/{operation_id}',
      answers: { 200: 'AgentContainerOperationObject' },
    },
    Agents_CreateAgentVersion: {
      route: 'POST /agents/{agent_name}/versions',
      params: { agent_name: 'AgentName' },
      body: 'CreateAgentVersionRequest',
      answers: { 200: 'AgentVersionObject' },
    },
    Agents_ListAgentVersions: {
      route: 'GET /agents/{agent_name}/versions',
      query: cursor,
      answers: { 200: 'list<AgentVersionObject>' },
    },
    Agents_GetAgentVersion: {
      route: 'GET /agents/{agent_name}/versions/{agent_version}',
      answers: { 200: 'AgentVersionObject' },
    },
    Agents_DeleteAgentVersion: {
      route: 'DELETE /agents/{agent_name}/versions/{agent_version}',
      answers: { 200: 'DeleteAgentVersionResponse' },
    },
    Agents_GetAgentContainer: {
      route: 'GET /agents/{agent_name}/versions/{agent_version}/containers/default',
      answers: { 200: 'AgentContainerObject' },
    },
    Agents_ListAgentVersionContainerOperations: {
      route: 'GET /agents/{agent_name}/versions/{agent_version}/containers/default/operations',
      query: cursor,
      answers: { 200: 'list<AgentContainerOperationObject>' },
    },
    Agents_DeleteAgentContainer: {
      route: 'POST /agents/{agent_name}/versions/{agent_version}/containers/default:delete',
      answers: { 202: 'AgentContainerOperationObject' },
    },
    Agents_StartAgentContainer: {
      route: 'POST /agents/{agent_name}/versions/{agent_version}/containers/default:start',
      body: '{ max_replicas?: integer(>=0) = 1; min_replicas?: integer(>=0) = 1 }',
      answers: { 202: 'AgentContainerOperationObject' },
    },
    Agents_StopAgentContainer: {
      route: 'POST /agents/{agent_name}/versions/{agent_version}/containers/default:stop',
      answers: { 202: 'AgentContainerOperationObject' },
    },
    Agents_UpdateAgentContainer: {
      route: 'POST /agents/{agent_name}/versions/{agent_version}/containers/default:update',
      body: '{ max_replicas?: integer(>=0); min_replicas?: integer(>=0) }',
      answers: { 202: 'AgentContainerOperationObject' },
    },
    Agents_CreateAgentVersionFromManifest: {
      route: 'POST /agents/{agent_name}/versions:import',
      params: { agent_name: 'AgentName' },
      body: 'CreateAgentVersionFromManifestRequest',
      answers: { 200: 'AgentVersionObject' },
    },
    Agents_CreateAgentFromManifest: {
      route: 'POST /agents:import',
      body: 'CreateAgentFromManifestRequest',
      answers: { 200: 'AgentObject' },
    },
  },
);
