import type { Readable } from 'node:stream';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { blobStorage } from '../../core/storage/blob-storage.ts';
import type { Store } from '../../core/store/store.ts';
import { type VersionStore, versionStore } from '../assets/version-store.ts';
import type { Dataset } from './dataset.ts';

const DATASET_ID = /^azureai:\/\/accounts\/[^/]+\/projects\/[^/]+\/data\/(?<name>[^/]+)\/versions\/(?<version>[^/]+)$/;

export const datasetStore = (store: Store): VersionStore<Dataset> => versionStore<Dataset>(store, 'datasets');

/** Reads datasets by the ids that eval runs name them by. */
export interface DatasetReader {
  /** True for ids in the form of datasets. */
  isDataset(id: string): boolean;
  exists(id: string): boolean;
  /** Yields the files of a dataset. @throws ApiError when the storage account cannot be used */
  files(id: string): AsyncIterable<Readable>;
}

export function datasetReader({ store, settings }: Pick<ProjectContext, 'store' | 'settings'>): DatasetReader {
  const kept = datasetStore(store);
  const find = (id: string): Dataset | undefined => {
    const { name, version } = DATASET_ID.exec(id)?.groups ?? {};
    return name === undefined || version === undefined ? undefined : kept.get(decodeURIComponent(name), version);
  };
  return {
    isDataset: (id) => DATASET_ID.test(id),
    exists: (id) => find(id) !== undefined,
    async *files(id) {
      const dataset = find(id);
      if (dataset) yield* blobStorage(settings).read(dataset.dataUri);
    },
  };
}
