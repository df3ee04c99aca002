import { badRequest, conflict } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { Upserted } from '../../core/store/store.ts';
import { assetId } from '../assets/asset-id.ts';
import { mergePatch } from '../assets/merge-patch.ts';
import { type Dataset, type DatasetPatch, withoutSas } from './dataset.ts';
import { datasetData } from './dataset-data.ts';
import { datasetStore } from './dataset-store.ts';

interface Bodies {
  Datasets_CreateOrUpdateVersion: DatasetPatch;
  Datasets_StartPendingUploadVersion: { readonly connectionName?: string; readonly pendingUploadId?: string };
}

/** Datasets: data in a storage account, by name and version. */
export const datasets = group<Bodies>('Datasets', (project) => {
  const { store } = project;
  const kept = datasetStore(store);
  const data = datasetData(project);

  return {
    Datasets_ListLatest: ({ url }) =>
      continuationPage(kept.versions, url, { where: { latest: true } }, ({ asset }) => asset),
    Datasets_ListVersions: ({ params, url }) =>
      continuationPage(kept.versions, url, { where: { name: params.name }, order: 'desc' }, ({ asset }) => asset),
    Datasets_GetVersion: ({ params }) => kept.get(params.name, params.version),
    Datasets_CreateOrUpdateVersion: async ({ params: { name, version }, body }) => {
      const known = kept.get(name, version);
      if (known && known.type !== body.type) {
        throw badRequest(`The dataset ${name} ${version} is of type ${known.type}, which cannot be changed.`, 'type');
      }
      const patched = mergePatch(known ?? {}, body) as Partial<Dataset> & Pick<Dataset, 'type'>;
      const dataUri = patched.dataUri === undefined ? await data.uploaded(name, version) : withoutSas(patched.dataUri);
      if (dataUri === undefined) {
        throw badRequest('A dataset needs dataUri, unless its data was uploaded by startPendingUpload.', 'dataUri');
      }
      const isReference = !(await data.holds(name, version, dataUri));
      const id = assetId(project.name, 'data', name, version);
      const { object, created } = kept.put({ ...patched, id, name, version, dataUri, isReference });
      return new Upserted(object, created);
    },
    Datasets_DeleteVersion: async ({ params: { name, version } }) => {
      const known = kept.get(name, version);
      kept.remove(name, version);
      // As in the service, deleting a dataset deletes uploaded data only.
      if (known?.isReference === false) await data.remove(name, version);
    },
    Datasets_GetCredentials: async ({ params: { name, version } }) => {
      const known = kept.get(name, version);
      return known && { blobReference: await data.readable(known) };
    },
    Datasets_StartPendingUploadVersion: async ({ params: { name, version }, body }) => {
      if (kept.get(name, version)) {
        throw conflict(`The dataset ${name} has a version ${version} already; upload to another version.`, 'version');
      }
      return data.startUpload(name, version, body);
    },
  };
});
