import type { OperationId } from '../../src/spec/catalogue.ts';
import type { ApiClient, ApiRequest, Fixture } from './api-client.ts';
import { endedRun as endedThreadRun, thread, waitingRun } from './fixtures/assistants.ts';
import { conversation, response } from './fixtures/chat-and-responses.ts';
import { endedRun } from './fixtures/evaluations.ts';
import { endedJob, file, job } from './fixtures/files-and-vector-stores.ts';
import { fixtures } from './fixtures/index.ts';

interface Refusal {
  readonly id: OperationId;
  readonly why: string;
  readonly status: number;
  /** The parameter that the error names, if any. */
  readonly field?: string;
  readonly order: Fixture;
}

/** The order of the operation's own recipe, once it has been carried out. */
const twice =
  (id: OperationId): Fixture =>
  async (api) => {
    const order = await fixtures[id](api);
    await api.made(id, order);
    return order;
  };

const changed =
  (id: OperationId, change: (order: ApiRequest) => object): Fixture =>
  async (api) => {
    const order = await twice(id)(api);
    return { ...order, body: { ...(order.body as object), ...change(order) } };
  };

const busyThread = async (api: ApiClient) => ({ thread_id: (await waitingRun(api)).thread_id });
const said = { role: 'user', content: 'Hello' };

/** Well-formed requests that are refused because of the state of the objects they name. */
export const refusals: readonly Refusal[] = [
  {
    id: 'Agents_CreateAgent',
    why: 'a name that is taken',
    status: 409,
    field: 'name',
    order: twice('Agents_CreateAgent'),
  },
  {
    id: 'Agents_CreateAgentFromManifest',
    why: 'a name that is taken',
    status: 409,
    field: 'name',
    order: twice('Agents_CreateAgentFromManifest'),
  },
  {
    id: 'Agents_StartAgentContainer',
    why: 'a container that is starting',
    status: 409,
    field: 'agent_version',
    order: twice('Agents_StartAgentContainer'),
  },
  {
    id: 'Agents_StopAgentContainer',
    why: 'a container that is stopping',
    status: 409,
    field: 'agent_version',
    order: twice('Agents_StopAgentContainer'),
  },
  {
    id: 'Agents_UpdateAgentContainer',
    why: 'more replicas at least than at most',
    status: 400,
    field: 'min_replicas',
    order: async (api) => ({
      ...(await fixtures.Agents_UpdateAgentContainer(api)),
      body: { min_replicas: 5, max_replicas: 2 },
    }),
  },
  {
    id: 'Datasets_CreateOrUpdateVersion',
    why: 'another type for a version',
    status: 400,
    field: 'type',
    order: changed('Datasets_CreateOrUpdateVersion', () => ({ type: 'uri_folder' })),
  },
  {
    id: 'Datasets_StartPendingUploadVersion',
    why: 'a version that is there',
    status: 409,
    field: 'version',
    order: async (api) => ({
      params: (await fixtures.Datasets_GetVersion(api)).params ?? {},
      body: { pendingUploadType: 'BlobReference' },
    }),
  },
  {
    id: 'Indexes_CreateOrUpdateVersion',
    why: 'another type for a version',
    status: 400,
    field: 'type',
    order: changed('Indexes_CreateOrUpdateVersion', () => ({ type: 'ManagedAzureSearch', vectorStoreId: 'vs_1' })),
  },
  {
    id: 'MemoryStores_CreateMemoryStore',
    why: 'a name that is taken',
    status: 409,
    field: 'name',
    order: twice('MemoryStores_CreateMemoryStore'),
  },
  {
    id: 'MemoryStores_CreateMemoryStore',
    why: 'a model that is not deployed',
    status: 400,
    field: 'definition.chat_model',
    order: ({ fresh }) => ({
      body: {
        name: fresh('memory'),
        definition: { kind: 'default', chat_model: 'nobody', embedding_model: 'text-embedding-3-small' },
      },
    }),
  },
  ...(['Evals_CancelEvalRun', 'Evals_CancelEvalRunByPath'] as const).map((id) => ({
    id,
    why: 'a run that has ended',
    status: 400,
    field: 'run_id',
    order: async (api: ApiClient) => ({ params: await endedRun(api) }),
  })),
  {
    id: 'Evals_UpdateEval',
    why: 'other properties',
    status: 400,
    field: 'properties',
    order: changed('Evals_UpdateEval', () => ({ properties: { a: 'b' } })),
  },
  {
    id: 'FineTuning_CreateFineTuningJob',
    why: 'a file that is not there',
    status: 400,
    field: 'training_file',
    order: () => ({ body: { model: 'gpt-4o-mini', training_file: 'file-nobody' } }),
  },
  {
    id: 'FineTuning_CreateFineTuningJob',
    why: 'a file for another purpose',
    status: 400,
    field: 'training_file',
    order: async (api) => ({ body: { model: 'gpt-4o-mini', training_file: (await file(api)).file_id } }),
  },
  ...(['Cancel', 'Pause', 'Resume'] as const).map((verb) => ({
    id: `FineTuning_${verb}FineTuningJob` as const,
    why: 'a job that has ended',
    status: 400,
    field: 'fine_tuning_job_id',
    order: async (api: ApiClient) => ({ params: await endedJob(api) }),
  })),
  {
    id: 'FineTuning_ResumeFineTuningJob',
    why: 'a job that was not paused',
    status: 400,
    field: 'fine_tuning_job_id',
    order: async (api) => ({ params: await job(api) }),
  },
  {
    id: 'Responses_CreateResponse',
    why: 'a conversation and a response before',
    status: 400,
    order: async (api) => ({
      body: {
        model: 'gpt-4o',
        input: 'Hello',
        conversation: (await conversation(api)).conversation_id,
        previous_response_id: (await response(api)).response_id,
      },
    }),
  },
  {
    id: 'Responses_CreateResponse',
    why: 'a background response that is not stored',
    status: 400,
    field: 'store',
    order: () => ({ body: { model: 'gpt-4o', input: 'Hello', background: true, store: false } }),
  },
  {
    id: 'Responses_CancelResponse',
    why: 'one that is not in the background',
    status: 400,
    order: async (api) => ({ params: await response(api) }),
  },
  {
    id: 'Schedules_CreateOrUpdate',
    why: 'another value of a property',
    status: 400,
    field: 'properties.a',
    order: async (api) => {
      const order = await fixtures.Schedules_CreateOrUpdate(api);
      const withProperty = (a: string) => ({ ...order, body: { ...(order.body as object), properties: { a } } });
      await api.made('Schedules_CreateOrUpdate', withProperty('1'));
      return withProperty('2');
    },
  },
  {
    id: 'Insights_Generate',
    why: 'a run that has not ended',
    status: 400,
    field: 'request.runIds[0]',
    order: async (api) => {
      const { eval_id: evalId, run_id } = (await fixtures.Evals_GetEvalRun(api)).params as Record<string, string>;
      return {
        body: { displayName: 'x', request: { type: 'EvaluationRunClusterInsight', evalId, runIds: [run_id] } },
      };
    },
  },
  {
    id: 'RedTeams_Create',
    why: 'a model that is not deployed',
    status: 400,
    field: 'target.modelDeploymentName',
    order: () => ({ body: { target: { type: 'AzureOpenAIModel', modelDeploymentName: 'nobody' } } }),
  },
  ...(['VectorStores_CreateFileBatch', 'Create_Vector_Store_File_Batch'] as const).map((id) => ({
    id,
    why: 'no files at all',
    status: 400,
    field: 'file_ids',
    order: async (api: ApiClient) => ({ ...(await fixtures[id](api)), body: {} }),
  })),
  {
    id: 'VectorStores_FileContent',
    why: 'a file that is still taken in',
    status: 400,
    field: 'file_id',
    order: async (api) => {
      const order = await fixtures.VectorStores_AttachFile(api);
      await api.made('VectorStores_AttachFile', order);
      return { params: { ...order.params, ...(order.body as { file_id: string }) } };
    },
  },
  {
    id: 'Create_Run',
    why: 'a thread with a run under way',
    status: 400,
    field: 'thread_id',
    order: async (api) => ({ ...(await fixtures.Create_Run(api)), params: await busyThread(api) }),
  },
  {
    id: 'Create_Run',
    why: 'an assistant that is not there',
    status: 404,
    order: async (api) => ({ params: await thread(api), body: { assistant_id: 'asst_nobody' } }),
  },
  {
    id: 'Create_Message',
    why: 'a thread with a run under way',
    status: 400,
    field: 'thread_id',
    order: async (api) => ({ params: await busyThread(api), body: said }),
  },
  {
    id: 'Cancel_Run',
    why: 'a run that has ended',
    status: 400,
    field: 'run_id',
    order: async (api) => ({ params: await endedThreadRun(api) }),
  },
  {
    id: 'Submit_Tool_Outputs_To_Run',
    why: 'a run that waits for none',
    status: 400,
    field: 'run_id',
    order: async (api) => ({
      params: await endedThreadRun(api),
      body: { tool_outputs: [{ tool_call_id: 'call_1', output: 'x' }] },
    }),
  },
  {
    id: 'Submit_Tool_Outputs_To_Run',
    why: 'outputs of calls that nobody made',
    status: 400,
    field: 'tool_outputs',
    order: async (api) => ({
      params: await waitingRun(api),
      body: { tool_outputs: [{ tool_call_id: 'call_nobody', output: 'x' }] },
    }),
  },
];
