import { badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { Upserted } from '../../core/store/store.ts';
import { assetId } from '../assets/asset-id.ts';
import { mergePatch } from '../assets/merge-patch.ts';
import { type AssetVersion, versionStore } from '../assets/version-store.ts';

interface IndexPatch {
  readonly type: string;
  readonly [field: string]: unknown;
}

type Index = AssetVersion & IndexPatch & { readonly id: string };

interface Bodies {
  Indexes_CreateOrUpdateVersion: IndexPatch;
}

/** Fields that each type of index requires. The reference prints none; the official client requires these. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  AzureSearch: ['connectionName', 'indexName'],
  ManagedAzureSearch: ['vectorStoreId'],
  CosmosDBNoSqlVectorStore: [
    'connectionName',
    'databaseName',
    'containerName',
    'embeddingConfiguration',
    'fieldMapping',
  ],
};

/** Indexes: names and addresses of search indexes, by version. The emulator does not index their content. */
export const indexes = group<Bodies>('Indexes', ({ store, name: projectName }) => {
  const kept = versionStore<Index>(store, 'indexes');

  return {
    Indexes_ListLatest: ({ url }) =>
      continuationPage(kept.versions, url, { where: { latest: true } }, ({ asset }) => asset),
    Indexes_ListVersions: ({ params, url }) =>
      continuationPage(kept.versions, url, { where: { name: params.name }, order: 'desc' }, ({ asset }) => asset),
    Indexes_GetVersion: ({ params }) => kept.get(params.name, params.version),
    Indexes_DeleteVersion: ({ params }) => kept.remove(params.name, params.version),
    Indexes_CreateOrUpdateVersion: ({ params: { name, version }, body }) => {
      const known = kept.get(name, version);
      if (known && known.type !== body.type) {
        throw badRequest(`The index ${name} ${version} is of type ${known.type}, which cannot be changed.`, 'type');
      }
      const own = { id: assetId(projectName, 'indexes', name, version), name, version };
      const index = { ...(mergePatch(known ?? {}, body) as Index), ...own };
      const missing = REQUIRED[index.type]?.find((field) => !(field in index));
      if (missing) throw badRequest(`An index of type ${index.type} needs ${missing}.`, missing);
      const { object, created } = kept.put(index);
      return new Upserted(object, created);
    },
  };
});
