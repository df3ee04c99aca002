import type { Kitchen, Recipe } from '../kitchen.ts';

export const MANIFEST = {
  id: 'helper',
  parameters: { model: {} },
  definition: { kind: 'prompt', model: '{{model}}' },
};

const prompt = (instructions = 'Be brief.') => ({ kind: 'prompt', model: 'gpt-4o', instructions });
const hosted = {
  kind: 'hosted',
  image: 'registry.example/agent:1',
  container_protocol_versions: [{ protocol: 'responses', version: 'v1' }],
  cpu: '1',
  memory: '2Gi',
};
const filled = { manifest_id: MANIFEST.id, parameter_values: { model: 'gpt-4o' } };

export async function agent({ made, fresh }: Kitchen): Promise<{ agent_name: string }> {
  const agent_name = fresh('agent');
  await made('Agents_CreateAgent', { body: { name: agent_name, definition: prompt() } });
  return { agent_name };
}

export async function version(kitchen: Kitchen, params?: { agent_name: string }) {
  const of = params ?? (await agent(kitchen));
  const definition = prompt(kitchen.fresh('instructions'));
  const made = await kitchen.made('Agents_CreateAgentVersion', { params: of, body: { definition } });
  return { ...of, agent_version: `${made.version}` };
}

/** A hosted agent whose container is running, and the operation that brought it there. */
export async function container(kitchen: Kitchen) {
  const { made, pass, fresh } = kitchen;
  const params = { agent_name: fresh('hosted'), agent_version: '1' };
  await made('Agents_CreateAgentVersion', { params, body: { definition: hosted } });
  const { id } = await made('Agents_StartAgentContainer', { params, body: {} });
  await pass('PT30S');
  return { ...params, operation_id: `${id}` };
}

async function stopped(kitchen: Kitchen) {
  const params = await container(kitchen);
  await kitchen.made('Agents_StopAgentContainer', { params });
  await kitchen.pass('PT30S');
  return params;
}

export const agents = {
  Agents_CreateAgent: ({ fresh }) => ({ body: { name: fresh('agent'), definition: prompt() } }),
  Agents_ListAgents: async (kitchen) => {
    await agent(kitchen);
    return { query: { kind: 'prompt' } };
  },
  Agents_GetAgent: async (kitchen) => ({ params: await agent(kitchen) }),
  Agents_UpdateAgent: async (kitchen) => ({
    params: await agent(kitchen),
    body: { definition: prompt('Be long.') },
  }),
  Agents_DeleteAgent: async (kitchen) => ({ params: await agent(kitchen) }),
  Agents_UpdateAgentFromManifest: async (kitchen) => ({ params: await agent(kitchen), body: filled }),
  Agents_CreateAgentVersion: async (kitchen) => ({
    params: await agent(kitchen),
    body: { definition: prompt('Again.') },
  }),
  Agents_ListAgentVersions: async (kitchen) => ({ params: await version(kitchen) }),
  Agents_GetAgentVersion: async (kitchen) => ({ params: await version(kitchen) }),
  Agents_DeleteAgentVersion: async (kitchen) => ({ params: await version(kitchen) }),
  Agents_CreateAgentVersionFromManifest: async (kitchen) => ({ params: await agent(kitchen), body: filled }),
  Agents_CreateAgentFromManifest: ({ fresh }) => ({ body: { ...filled, name: fresh('agent') } }),
  Agents_ListAgentContainerOperations: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_GetAgentContainerOperation: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_GetAgentContainer: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_ListAgentVersionContainerOperations: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_DeleteAgentContainer: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_StartAgentContainer: async (kitchen) => ({ params: await stopped(kitchen), body: { max_replicas: 2 } }),
  Agents_StopAgentContainer: async (kitchen) => ({ params: await container(kitchen) }),
  Agents_UpdateAgentContainer: async (kitchen) => ({ params: await container(kitchen), body: { max_replicas: 3 } }),
} satisfies Record<string, Recipe>;
