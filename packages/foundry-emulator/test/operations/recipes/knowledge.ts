import type { OperationId } from '../../../src/reference/catalogue.ts';
import type { Kitchen, Recipe } from '../kitchen.ts';

const memoryStoreBody = {
  definition: { kind: 'default', chat_model: 'gpt-4o-mini', embedding_model: 'text-embedding-3-small' },
};
const items = [{ type: 'message', role: 'user', content: 'I like green tea.' }];

export async function memoryStore({ made, fresh }: Kitchen) {
  const name = fresh('memory');
  await made('MemoryStores_CreateMemoryStore', { body: { ...memoryStoreBody, name } });
  return { name };
}

async function memoryUpdate(kitchen: Kitchen) {
  const params = await memoryStore(kitchen);
  const { update_id } = await kitchen.made('MemoryStores_UpdateMemories', { params, body: { scope: 'ann', items } });
  return { ...params, update_id: `${update_id}` };
}

function upload(name: string, text: string, purpose: string): FormData {
  const form = new FormData();
  form.set('purpose', purpose);
  form.set('file', new Blob([text]), name);
  return form;
}

export async function file({ made, fresh }: Kitchen, text = 'Returns are taken for thirty days.') {
  const { id } = await made('Files_UploadFile', { body: upload(`${fresh('file')}.txt`, text, 'assistants') });
  return { file_id: `${id}` };
}

const examples = Array.from({ length: 12 }, (_, at) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `What is ${at}?` },
      { role: 'assistant', content: `${at}` },
    ],
  }),
).join('\n');

export async function jobBody({ made }: Kitchen) {
  const { id } = await made('Files_UploadFile', { body: upload('train.jsonl', examples, 'fine-tune') });
  return { model: 'gpt-4o-mini', training_file: id };
}

export async function job(kitchen: Kitchen, body?: object) {
  const { id } = await kitchen.made('FineTuning_CreateFineTuningJob', { body: body ?? (await jobBody(kitchen)) });
  return { fine_tuning_job_id: `${id}` };
}

/** A job in the middle of its training. */
async function runningJob(kitchen: Kitchen) {
  const params = await job(kitchen);
  await kitchen.pass('PT1M');
  return params;
}

async function pausedJob(kitchen: Kitchen) {
  const params = await runningJob(kitchen);
  await kitchen.made('FineTuning_PauseFineTuningJob', { params });
  return params;
}

export async function endedJob(kitchen: Kitchen, more: object = {}) {
  const params = await job(kitchen, { ...(await jobBody(kitchen)), ...more });
  await kitchen.pass('PT1H');
  return params;
}

/** The two APIs have the same vector stores, by names of their own. */
export function storesBy(names: Readonly<Record<'create' | 'attach' | 'batch', OperationId>>) {
  const empty = async ({ made }: Kitchen) => {
    const { id } = await made(names.create, { body: { name: 'docs' } });
    return { vector_store_id: `${id}` };
  };
  const attached = async (kitchen: Kitchen) => {
    const params = { ...(await empty(kitchen)), ...(await file(kitchen)) };
    await kitchen.made(names.attach, { params, body: { file_id: params.file_id } });
    await kitchen.pass('PT10S');
    return params;
  };
  const batch = async (kitchen: Kitchen, count = 1) => {
    const params = await empty(kitchen);
    const file_ids: string[] = [];
    for (let at = 0; at < count; at++) file_ids.push((await file(kitchen, `Page ${at}`)).file_id);
    const { id } = await kitchen.made(names.batch, { params, body: { file_ids } });
    return { ...params, batch_id: `${id}` };
  };
  const toAttach = async (kitchen: Kitchen) => ({ params: await empty(kitchen), body: await file(kitchen) });
  const toBatch = async (kitchen: Kitchen) => ({
    params: await empty(kitchen),
    body: { file_ids: [(await file(kitchen)).file_id] },
  });
  return { empty, attached, batch, toAttach, toBatch };
}

export const projectStores = storesBy({
  create: 'VectorStores_Create',
  attach: 'VectorStores_AttachFile',
  batch: 'VectorStores_CreateFileBatch',
});
export const azureStores = storesBy({
  create: 'Create_Vector_Store',
  attach: 'Create_Vector_Store_File',
  batch: 'Create_Vector_Store_File_Batch',
});

const named = { body: { name: 'docs' } };
const completed = { filter: 'completed' };

export const knowledge = {
  MemoryStores_CreateMemoryStore: ({ fresh }) => ({ body: { ...memoryStoreBody, name: fresh('memory') } }),
  MemoryStores_ListMemoryStores: async (kitchen) => {
    await memoryStore(kitchen);
    return {};
  },
  MemoryStores_UpdateMemoryStore: async (kitchen) => ({
    params: await memoryStore(kitchen),
    body: { description: 'Of people' },
  }),
  MemoryStores_GetMemoryStore: async (kitchen) => ({ params: await memoryStore(kitchen) }),
  MemoryStores_DeleteMemoryStore: async (kitchen) => ({ params: await memoryStore(kitchen) }),
  MemoryStores_GetUpdateResult: async (kitchen) => ({ params: await memoryUpdate(kitchen) }),
  MemoryStores_DeleteScopeMemories: async (kitchen) => ({
    params: await memoryUpdate(kitchen),
    body: { scope: 'ann' },
  }),
  MemoryStores_SearchMemories: async (kitchen) => ({
    params: await memoryStore(kitchen),
    body: { scope: 'ann', items },
  }),
  MemoryStores_UpdateMemories: async (kitchen) => ({
    params: await memoryStore(kitchen),
    body: { scope: 'ann', items, update_delay: 0 },
  }),
  Files_UploadFile: () => ({ body: upload('a.txt', 'Text', 'assistants') }),
  Files_ListFiles: async (kitchen) => {
    await file(kitchen);
    return { query: { purpose: 'assistants' } };
  },
  Files_GetFile: async (kitchen) => ({ params: await file(kitchen) }),
  Files_GetFileContent: async (kitchen) => ({ params: await file(kitchen) }),
  Files_DeleteFile: async (kitchen) => ({ params: await file(kitchen) }),
  FineTuning_CreateFineTuningJob: async (kitchen) => ({ body: await jobBody(kitchen) }),
  FineTuning_ListPaginatedFineTuningJobs: async (kitchen) => {
    await job(kitchen);
    return {};
  },
  FineTuning_RetrieveFineTuningJob: async (kitchen) => ({ params: await job(kitchen) }),
  FineTuning_CancelFineTuningJob: async (kitchen) => ({ params: await job(kitchen) }),
  FineTuning_ListFineTuningJobCheckpoints: async (kitchen) => ({ params: await endedJob(kitchen) }),
  FineTuning_ListFineTuningEvents: async (kitchen) => ({ params: await endedJob(kitchen) }),
  FineTuning_PauseFineTuningJob: async (kitchen) => ({ params: await runningJob(kitchen) }),
  FineTuning_ResumeFineTuningJob: async (kitchen) => ({ params: await pausedJob(kitchen) }),
  VectorStores_List: async (kitchen) => {
    await projectStores.empty(kitchen);
    return {};
  },
  VectorStores_Create: () => named,
  VectorStores_Get: async (kitchen) => ({ params: await projectStores.empty(kitchen) }),
  VectorStores_Update: async (kitchen) => ({ params: await projectStores.empty(kitchen), ...named }),
  VectorStores_Delete: async (kitchen) => ({ params: await projectStores.empty(kitchen) }),
  VectorStores_Search: async (kitchen) => ({
    params: await projectStores.attached(kitchen),
    body: { query: 'How long are returns taken?' },
  }),
  VectorStores_ListFiles: async (kitchen) => ({ params: await projectStores.attached(kitchen), query: completed }),
  VectorStores_AttachFile: projectStores.toAttach,
  VectorStores_GetFile: async (kitchen) => ({ params: await projectStores.attached(kitchen) }),
  VectorStores_UpdateFile: async (kitchen) => ({
    params: await projectStores.attached(kitchen),
    body: { attributes: { team: 'a' } },
  }),
  VectorStores_DetachFile: async (kitchen) => ({ params: await projectStores.attached(kitchen) }),
  VectorStores_FileContent: async (kitchen) => ({ params: await projectStores.attached(kitchen) }),
  VectorStores_CreateFileBatch: projectStores.toBatch,
  VectorStores_GetFileBatch: async (kitchen) => ({ params: await projectStores.batch(kitchen) }),
  VectorStores_CancelFileBatch: async (kitchen) => ({ params: await projectStores.batch(kitchen) }),
  VectorStores_ListFileBatchFiles: async (kitchen) => ({ params: await projectStores.batch(kitchen) }),
  List_Vector_Stores: async (kitchen) => {
    await azureStores.empty(kitchen);
    return {};
  },
  Create_Vector_Store: () => named,
  Get_Vector_Store: async (kitchen) => ({ params: await azureStores.empty(kitchen) }),
  Modify_Vector_Store: async (kitchen) => ({ params: await azureStores.empty(kitchen), ...named }),
  Delete_Vector_Store: async (kitchen) => ({ params: await azureStores.empty(kitchen) }),
  List_Vector_Store_Files: async (kitchen) => ({ params: await azureStores.attached(kitchen), query: completed }),
  Create_Vector_Store_File: azureStores.toAttach,
  Get_Vector_Store_File: async (kitchen) => ({ params: await azureStores.attached(kitchen) }),
  Delete_Vector_Store_File: async (kitchen) => ({ params: await azureStores.attached(kitchen) }),
  Create_Vector_Store_File_Batch: azureStores.toBatch,
  Get_Vector_Store_File_Batch: async (kitchen) => ({ params: await azureStores.batch(kitchen) }),
  Cancel_Vector_Store_File_Batch: async (kitchen) => ({ params: await azureStores.batch(kitchen) }),
  List_Vector_Store_File_Batch_Files: async (kitchen) => ({ params: await azureStores.batch(kitchen) }),
} satisfies Record<string, Recipe>;
