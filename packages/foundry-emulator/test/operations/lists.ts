import type { OperationId } from '../../src/spec/catalogue.ts';
import type { ApiClient, ApiRequest } from './api-client.ts';
import { agent, container, version } from './fixtures/agents.ts';
import { dataset, index } from './fixtures/assets.ts';
import { assistant, endedRun as endedThreadRun, message, runOfSteps, thread } from './fixtures/assistants.ts';
import { batch, batchBody } from './fixtures/batches-and-uploads.ts';
import { completion, conversation, response } from './fixtures/chat-and-responses.ts';
import { codeContainer, containerFile } from './fixtures/code-containers.ts';
import {
  endedRun,
  evaluation,
  evaluator,
  insight,
  insightBody,
  redTeam,
  rule,
  ruleBody,
  run,
  schedule,
  scheduleBody,
  taxonomy,
} from './fixtures/evaluations.ts';
import {
  azureStores,
  endedJob,
  file,
  job,
  jobBody,
  memoryStore,
  projectStores,
  type storesBy,
} from './fixtures/files-and-vector-stores.ts';
import { skill, skillVersion, toolbox, toolboxVersion } from './fixtures/toolboxes-and-skills.ts';

/** Makes at least so many objects of a list, and says how it is asked for. */
type Fill = (api: ApiClient, count: number) => ApiRequest | Promise<ApiRequest>;

async function times(count: number, make: (at: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < count; at++) await make(at);
}

/** A list that is the same for everybody. */
const each =
  (make: (api: ApiClient) => Promise<unknown>): Fill =>
  async (api, count) => {
    await times(count, () => make(api));
    return {};
  };

/** A list of all that is made of one body. */
const eachOf =
  (bodyOf: (api: ApiClient) => Promise<object>, make: (api: ApiClient, body: object) => Promise<unknown>): Fill =>
  async (api, count) => {
    const body = await bodyOf(api);
    return each(() => make(api, body))(api, count);
  };

/** A list of what is made below one object. */
const below =
  <P extends Readonly<Record<string, string>>>(
    parent: (api: ApiClient) => Promise<P>,
    make: (api: ApiClient, of: P, at: number) => Promise<unknown>,
  ): Fill =>
  async (api, count) => {
    const params = await parent(api);
    await times(count, (at) => make(api, params, at));
    return { params };
  };

async function containerOperations(api: ApiClient, count: number): Promise<ApiRequest> {
  const params = await container(api);
  await times(count, async (at) => {
    await api.made(at % 2 === 0 ? 'Agents_StopAgentContainer' : 'Agents_StartAgentContainer', { params, body: {} });
    await api.pass('PT30S');
  });
  return { params };
}

const words = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: 'message', role: 'user', content: `Word ${at}` }));

async function filesOf(api: ApiClient, stores: ReturnType<typeof storesBy>, id: OperationId, count: number) {
  const params = await stores.empty(api);
  await times(count, async () => api.made(id, { params, body: await file(api) }));
  return { params };
}

/** Lists by cursor. */
export const cursorLists = {
  Agents_ListAgents: each(agent),
  Agents_ListAgentVersions: below(agent, version),
  Agents_ListAgentContainerOperations: containerOperations,
  Agents_ListAgentVersionContainerOperations: containerOperations,
  MemoryStores_ListMemoryStores: each(memoryStore),
  Batches_List: eachOf(batchBody, batch),
  Containers_List: each(codeContainer),
  Containers_ListFiles: below(codeContainer, containerFile),
  Conversations_ListConversations: each(conversation),
  Conversations_ListConversationItems: below(conversation, ({ made }, params, at) =>
    made('Conversations_CreateConversationItems', { params, body: { items: words(at % 3 || 1) } }),
  ),
  Evals_ListEvals: each(evaluation),
  Evals_ListRuns: below(evaluation, (api, of) => run(api, 1, of)),
  Evals_GetEvalRunOutputItems: async (api, count) => ({ params: await endedRun(api, count) }),
  Files_ListFiles: each((api) => file(api)),
  FineTuning_ListPaginatedFineTuningJobs: eachOf(jobBody, job),
  FineTuning_ListFineTuningJobCheckpoints: async (api, count) => ({
    params: await endedJob(api, { hyperparameters: { n_epochs: count } }),
  }),
  FineTuning_ListFineTuningEvents: async (api) => ({ params: await endedJob(api) }),
  Responses_ListResponses: each((api) => response(api)),
  Responses_ListInputItems: async (api, count) => ({ params: await response(api, { input: words(count) }) }),
  StoredCompletions_List: each((api) => completion(api)),
  StoredCompletions_ListMessages: async (api, count) => ({ params: await completion(api, words(count)) }),
  Skills_List: each(skill),
  Skills_ListVersions: below(skill, skillVersion),
  Toolboxes_List: each(toolbox),
  Toolboxes_ListVersions: below(toolbox, toolboxVersion),
  VectorStores_List: each(projectStores.empty),
  VectorStores_ListFiles: (api, count) => filesOf(api, projectStores, 'VectorStores_AttachFile', count),
  VectorStores_ListFileBatchFiles: async (api, count) => ({ params: await projectStores.batch(api, count) }),
  List_Assistants: each((api) => assistant(api)),
  List_Threads: each((api) => thread(api)),
  List_Messages: below(thread, message),
  List_Runs: below(thread, endedThreadRun),
  List_Run_Steps: async (api, count) => ({ params: await runOfSteps(api, count) }),
  List_Vector_Stores: each(azureStores.empty),
  List_Vector_Store_Files: (api, count) => filesOf(api, azureStores, 'Create_Vector_Store_File', count),
  List_Vector_Store_File_Batch_Files: async (api, count) => ({ params: await azureStores.batch(api, count) }),
} satisfies Partial<Record<OperationId, Fill>>;

const named = (kind: string) => (api: ApiClient) => Promise.resolve({ name: api.fresh(kind) });

/** Lists whose pages name the next. */
export const linkedLists = {
  Connections_List: () => ({}),
  Deployments_List: () => ({}),
  Datasets_ListLatest: each((api) => dataset(api)),
  Datasets_ListVersions: below(named('rows'), (api, of, at) => dataset(api, { ...of, version: `${at}` })),
  EvaluationRules_List: eachOf(ruleBody, rule),
  EvaluationTaxonomies_List: each(taxonomy),
  Evaluators_ListLatestVersions: each((api) => evaluator(api)),
  Evaluators_ListVersions: below(named('evaluator'), evaluator),
  Indexes_ListLatest: each((api) => index(api)),
  Indexes_ListVersions: below(named('docs'), (api, of, at) => index(api, { ...of, version: `${at}` })),
  Insights_List: eachOf(insightBody, insight),
  RedTeams_List: each(redTeam),
  // Not enabled, or all of them fire whenever another list is made by letting time pass.
  Schedules_List: eachOf(async (api) => ({ ...(await scheduleBody(api)), enabled: false }), schedule),
  Schedules_ListRuns: async (api, count) => {
    const params = await schedule(api);
    await api.pass(`PT${count}H`);
    return { params };
  },
} satisfies Partial<Record<OperationId, Fill>>;
