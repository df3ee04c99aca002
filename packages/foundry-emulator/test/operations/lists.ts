import type { OperationId } from '../../src/spec/catalogue.ts';
import type { Kitchen, Order } from './api-client.ts';
import { agent, container, version } from './fixtures/agents.ts';
import { dataset, index } from './fixtures/assets.ts';
import { assistant, endedRun as endedThreadRun, message, runOfSteps, thread } from './fixtures/assistants.ts';
import { completion, conversation, response } from './fixtures/chat-and-responses.ts';
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

/** Makes at least so many objects of a list, and says how it is asked for. */
type Fill = (kitchen: Kitchen, count: number) => Order | Promise<Order>;

async function times(count: number, make: (at: number) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < count; at++) await make(at);
}

/** A list that is the same for everybody. */
const each =
  (make: (kitchen: Kitchen) => Promise<unknown>): Fill =>
  async (kitchen, count) => {
    await times(count, () => make(kitchen));
    return {};
  };

/** A list of all that is made of one body. */
const eachOf =
  (bodyOf: (kitchen: Kitchen) => Promise<object>, make: (kitchen: Kitchen, body: object) => Promise<unknown>): Fill =>
  async (kitchen, count) => {
    const body = await bodyOf(kitchen);
    return each(() => make(kitchen, body))(kitchen, count);
  };

/** A list of what is made below one object. */
const below =
  <P extends Readonly<Record<string, string>>>(
    parent: (kitchen: Kitchen) => Promise<P>,
    make: (kitchen: Kitchen, of: P, at: number) => Promise<unknown>,
  ): Fill =>
  async (kitchen, count) => {
    const params = await parent(kitchen);
    await times(count, (at) => make(kitchen, params, at));
    return { params };
  };

async function containerOperations(kitchen: Kitchen, count: number): Promise<Order> {
  const params = await container(kitchen);
  await times(count, async (at) => {
    await kitchen.made(at % 2 === 0 ? 'Agents_StopAgentContainer' : 'Agents_StartAgentContainer', { params, body: {} });
    await kitchen.pass('PT30S');
  });
  return { params };
}

const words = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ type: 'message', role: 'user', content: `Word ${at}` }));

async function filesOf(kitchen: Kitchen, stores: ReturnType<typeof storesBy>, id: OperationId, count: number) {
  const params = await stores.empty(kitchen);
  await times(count, async () => kitchen.made(id, { params, body: await file(kitchen) }));
  return { params };
}

/** Lists by cursor. */
export const cursorLists = {
  Agents_ListAgents: each(agent),
  Agents_ListAgentVersions: below(agent, version),
  Agents_ListAgentContainerOperations: containerOperations,
  Agents_ListAgentVersionContainerOperations: containerOperations,
  MemoryStores_ListMemoryStores: each(memoryStore),
  Conversations_ListConversations: each(conversation),
  Conversations_ListConversationItems: below(conversation, ({ made }, params, at) =>
    made('Conversations_CreateConversationItems', { params, body: { items: words(at % 3 || 1) } }),
  ),
  Evals_ListEvals: each(evaluation),
  Evals_ListRuns: below(evaluation, (kitchen, of) => run(kitchen, 1, of)),
  Evals_GetEvalRunOutputItems: async (kitchen, count) => ({ params: await endedRun(kitchen, count) }),
  Files_ListFiles: each((kitchen) => file(kitchen)),
  FineTuning_ListPaginatedFineTuningJobs: eachOf(jobBody, job),
  FineTuning_ListFineTuningJobCheckpoints: async (kitchen, count) => ({
    params: await endedJob(kitchen, { hyperparameters: { n_epochs: count } }),
  }),
  FineTuning_ListFineTuningEvents: async (kitchen) => ({ params: await endedJob(kitchen) }),
  Responses_ListResponses: each((kitchen) => response(kitchen)),
  Responses_ListInputItems: async (kitchen, count) => ({ params: await response(kitchen, { input: words(count) }) }),
  StoredCompletions_List: each((kitchen) => completion(kitchen)),
  StoredCompletions_ListMessages: async (kitchen, count) => ({ params: await completion(kitchen, words(count)) }),
  VectorStores_List: each(projectStores.empty),
  VectorStores_ListFiles: (kitchen, count) => filesOf(kitchen, projectStores, 'VectorStores_AttachFile', count),
  VectorStores_ListFileBatchFiles: async (kitchen, count) => ({ params: await projectStores.batch(kitchen, count) }),
  List_Assistants: each((kitchen) => assistant(kitchen)),
  List_Threads: each((kitchen) => thread(kitchen)),
  List_Messages: below(thread, message),
  List_Runs: below(thread, endedThreadRun),
  List_Run_Steps: async (kitchen, count) => ({ params: await runOfSteps(kitchen, count) }),
  List_Vector_Stores: each(azureStores.empty),
  List_Vector_Store_Files: (kitchen, count) => filesOf(kitchen, azureStores, 'Create_Vector_Store_File', count),
  List_Vector_Store_File_Batch_Files: async (kitchen, count) => ({ params: await azureStores.batch(kitchen, count) }),
} satisfies Partial<Record<OperationId, Fill>>;

const named = (kind: string) => (kitchen: Kitchen) => Promise.resolve({ name: kitchen.fresh(kind) });

/** Lists whose pages name the next. */
export const linkedLists = {
  Connections_List: () => ({}),
  Deployments_List: () => ({}),
  Datasets_ListLatest: each((kitchen) => dataset(kitchen)),
  Datasets_ListVersions: below(named('rows'), (kitchen, of, at) => dataset(kitchen, { ...of, version: `${at}` })),
  EvaluationRules_List: eachOf(ruleBody, rule),
  EvaluationTaxonomies_List: each(taxonomy),
  Evaluators_ListLatestVersions: each((kitchen) => evaluator(kitchen)),
  Evaluators_ListVersions: below(named('evaluator'), evaluator),
  Indexes_ListLatest: each((kitchen) => index(kitchen)),
  Indexes_ListVersions: below(named('docs'), (kitchen, of, at) => index(kitchen, { ...of, version: `${at}` })),
  Insights_List: eachOf(insightBody, insight),
  RedTeams_List: each(redTeam),
  // Not enabled, or all of them fire whenever another list is made by letting time pass.
  Schedules_List: eachOf(async (kitchen) => ({ ...(await scheduleBody(kitchen)), enabled: false }), schedule),
  Schedules_ListRuns: async (kitchen, count) => {
    const params = await schedule(kitchen);
    await kitchen.pass(`PT${count}H`);
    return { params };
  },
} satisfies Partial<Record<OperationId, Fill>>;
