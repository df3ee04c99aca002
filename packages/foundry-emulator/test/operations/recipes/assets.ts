import type { Kitchen, Recipe } from '../kitchen.ts';

const dataUri = 'https://contoso.blob.core.windows.net/data/rows.jsonl';
const datasetBody = { type: 'uri_file', dataUri };
const indexBody = { type: 'AzureSearch', connectionName: 'search', indexName: 'docs' };

export async function dataset({ made, fresh }: Kitchen, named?: { name: string; version: string }) {
  const params = named ?? { name: fresh('rows'), version: '1' };
  await made('Datasets_CreateOrUpdateVersion', { params, body: datasetBody });
  return params;
}

export async function index({ made, fresh }: Kitchen, named?: { name: string; version: string }) {
  const params = named ?? { name: fresh('docs'), version: '1' };
  await made('Indexes_CreateOrUpdateVersion', { params, body: indexBody });
  return params;
}

/** A dataset whose data this emulator holds, so that it has credentials. */
async function uploaded({ made, fresh }: Kitchen) {
  const params = { name: fresh('rows'), version: '1' };
  const { blobReference } = await made('Datasets_StartPendingUploadVersion', {
    params,
    body: { pendingUploadType: 'BlobReference' },
  });
  const { blobUri } = blobReference as { blobUri: string };
  const body = { type: 'uri_file', dataUri: `${blobUri}/rows.jsonl` };
  await made('Datasets_CreateOrUpdateVersion', { params, body });
  return params;
}

export const assets = {
  Datasets_ListLatest: async (kitchen) => {
    await dataset(kitchen);
    return {};
  },
  Datasets_ListVersions: async (kitchen) => ({ params: await dataset(kitchen) }),
  Datasets_GetVersion: async (kitchen) => ({ params: await dataset(kitchen) }),
  Datasets_DeleteVersion: async (kitchen) => ({ params: await dataset(kitchen) }),
  Datasets_CreateOrUpdateVersion: ({ fresh }) => ({ params: { name: fresh('rows'), version: '1' }, body: datasetBody }),
  Datasets_GetCredentials: async (kitchen) => ({ params: await uploaded(kitchen) }),
  Datasets_StartPendingUploadVersion: ({ fresh }) => ({
    params: { name: fresh('rows'), version: '1' },
    body: { pendingUploadType: 'BlobReference' },
  }),
  Indexes_ListLatest: async (kitchen) => {
    await index(kitchen);
    return {};
  },
  Indexes_ListVersions: async (kitchen) => ({ params: await index(kitchen) }),
  Indexes_GetVersion: async (kitchen) => ({ params: await index(kitchen) }),
  Indexes_DeleteVersion: async (kitchen) => ({ params: await index(kitchen) }),
  Indexes_CreateOrUpdateVersion: ({ fresh }) => ({ params: { name: fresh('docs'), version: '1' }, body: indexBody }),
  Connections_List: () => ({}),
  Connections_Get: () => ({ params: { name: 'key-0' } }),
  Connections_GetWithCredentials: () => ({ params: { name: 'key-0' } }),
  Deployments_List: () => ({}),
  Deployments_Get: () => ({ params: { name: 'gpt-4o' } }),
} satisfies Record<string, Recipe>;
