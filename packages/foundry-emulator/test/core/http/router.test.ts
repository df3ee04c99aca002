import { addressOf } from '../../../src/core/http/address.ts';
import { Router } from '../../../src/core/http/router.ts';
import { catalogue } from '../../../src/spec/catalogue.ts';

const router = new Router(catalogue);
const PROJECT = '/api/projects/local';

function find(method: string, path: string) {
  const found = router.find(addressOf(path), method);
  if (!found) return 'nothing';
  if ('onlyAtV1' in found) return 'only at v1';
  return 'operation' in found ? { [found.operation.id]: found.params } : found.allow;
}

it.each([
  ['GET', `${PROJECT}/agents`, { Agents_ListAgents: {} }],
  ['POST', `${PROJECT}/agents:import`, { Agents_CreateAgentFromManifest: {} }],
  ['GET', `${PROJECT}/agents/a%20b`, { Agents_GetAgent: { agent_name: 'a b' } }],
  ['GET', `${PROJECT}/agents/a%3Ab`, { Agents_GetAgent: { agent_name: 'a:b' } }],
  ['POST', `${PROJECT}/agents/a/versions:import`, { Agents_CreateAgentVersionFromManifest: { agent_name: 'a' } }],
  [
    'POST',
    `${PROJECT}/agents/a/versions/2/containers/default:start`,
    { Agents_StartAgentContainer: { agent_name: 'a', agent_version: '2' } },
  ],
  ['POST', `${PROJECT}/memory_stores/m:search_memories`, { MemoryStores_SearchMemories: { name: 'm' } }],
  ['POST', `${PROJECT}/memory_stores/m`, { MemoryStores_UpdateMemoryStore: { name: 'm' } }],
  ['POST', `${PROJECT}/redTeams/runs:run`, { RedTeams_Create: {} }],
  ['GET', `${PROJECT}/schedules/s/runs/r`, { Schedules_GetRun: { scheduleId: 's', runId: 'r' } }],
  ['POST', `${PROJECT}/openai/v1/responses`, { Responses_CreateResponse: {} }],
  ['GET', `${PROJECT}/openai/fine-tuning/jobs`, { FineTuning_ListPaginatedFineTuningJobs: {} }],
  ['GET', `${PROJECT}/openai/fine_tuning/jobs`, { FineTuning_ListPaginatedFineTuningJobs: {} }],
  [
    'GET',
    `${PROJECT}/openai/v1/fine_tuning/jobs/j/events`,
    { FineTuning_ListFineTuningEvents: { fine_tuning_job_id: 'j' } },
  ],
  ['GET', '/openai/vector_stores/v', { Get_Vector_Store: { vector_store_id: 'v' } }],
  ['GET', '/openai/v1/vector_stores/v', { VectorStores_Get: { vector_store_id: 'v' } }],
  ['GET', `${PROJECT}/openai/vector_stores/v`, { VectorStores_Get: { vector_store_id: 'v' } }],
  ['POST', '/openai/vector_stores/v/search', 'only at v1'],
  ['POST', '/openai/threads/runs', { Create_Thread_And_Run: {} }],
  ['POST', '/openai/threads/t', { Modify_Thread: { thread_id: 't' } }],
  ['POST', '/openai/deployments/gpt-4o/chat/completions', { ChatCompletions_Create: { 'deployment-id': 'gpt-4o' } }],
])('%s %s leads to its operation', (method, path, expected) => expect(find(method, path)).toEqual(expected));

it.each([
  ['POST', `${PROJECT}/memory_stores/m:forget`],
  ['GET', `${PROJECT}/agents/a:b`],
  ['GET', `${PROJECT}/agents/`],
  ['GET', `${PROJECT}`],
  ['GET', '/agents'],
  ['GET', '/api/projects/local/openai/deployments/gpt-4o/embeddings/x'],
  ['GET', '/'],
])('%s %s leads nowhere', (method, path) => expect(find(method, path)).toBe('nothing'));

it('names the methods of a path that has others', () => {
  expect(find('PUT', `${PROJECT}/agents`)).toEqual(['POST', 'GET']);
});

describe('an address', () => {
  it('belongs to the project it names; `_project` and the Azure OpenAI endpoint mean the default one', () => {
    expect(addressOf('/api/projects/other/agents').project).toBe('other');
    expect(addressOf('/api/projects/_project/agents').project).toBe('local');
    expect(addressOf('/openai/assistants')).toMatchObject({ api: 'azure-openai', project: 'local' });
  });
});
