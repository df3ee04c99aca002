import { createHash, randomUUID } from 'node:crypto';
import { badRequest } from '../../core/http/api-error.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { blobStorage, pathWithin } from '../../core/storage/blob-storage.ts';
import type { Dataset } from './dataset.ts';

/** ARM id of the storage account in answers. The emulator has no subscription. */
const ACCOUNT_ID =
  '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/devstoreaccount1';

interface PendingUpload {
  readonly key: string;
  readonly pendingUploadId: string;
}

/** Manages the data of datasets, with one blob container for each uploaded version. */
export function datasetData({ store, settings, name: project }: Pick<ProjectContext, 'store' | 'settings' | 'name'>) {
  const storage = blobStorage(settings);
  const pending = store.collection<PendingUpload>({ name: 'pendingUploads', key: ({ key }) => key });
  const keyOf = (name: string, version: string) => JSON.stringify([name, version]);
  const containerOf = (name: string, version: string) =>
    `dataset-${createHash('sha256')
      .update(JSON.stringify([project, name, version]))
      .digest('hex')
      .slice(0, 32)}`;
  const reference = async (permissions: 'rl' | 'racwl', container: string, blob?: string) => ({
    blobUri: await storage.address(container, blob),
    storageAccountArmId: ACCOUNT_ID,
    credential: { type: 'SAS', sasUri: await storage.sasUri(permissions, container, blob) },
  });

  return {
    /** Returns the address to upload to. Until the version exists, the address stays the same and the SAS is new. */
    startUpload: async (name: string, version: string, { pendingUploadId }: { readonly pendingUploadId?: string }) => {
      const key = keyOf(name, version);
      const upload = pending.get(key) ?? { key, pendingUploadId: pendingUploadId ?? randomUUID() };
      const container = containerOf(name, version);
      await storage.ensureContainer(container);
      pending.put(upload);
      return {
        pendingUploadId: upload.pendingUploadId,
        pendingUploadType: 'BlobReference',
        version,
        blobReference: await reference('racwl', container),
      };
    },
    /** Returns the address of the data of a pending upload, or `undefined` when no upload was started. */
    uploaded: async (name: string, version: string): Promise<string | undefined> =>
      pending.get(keyOf(name, version)) && storage.address(containerOf(name, version)),
    /** True when the address lies in the upload of the version. */
    holds: async (name: string, version: string, dataUri: string): Promise<boolean> => {
      if (!pending.get(keyOf(name, version))) return false;
      const own = await storage.address(containerOf(name, version));
      return dataUri === own || dataUri.startsWith(`${own}/`);
    },
    remove: async (name: string, version: string): Promise<void> => {
      await storage.removeContainer(containerOf(name, version));
      pending.delete(keyOf(name, version));
    },
    /** @throws ApiError 400 for data in another account, because the emulator has no key for it */
    readable: ({ dataUri, type }: Dataset) => {
      const path = pathWithin(storage.endpoint, dataUri);
      const [container, ...blob] = path?.split('/') ?? [];
      if (!container) {
        throw badRequest(
          `The data at ${dataUri} is not in the storage account of this emulator, which has no key for it.`,
        );
      }
      // The SAS of the container lists the folder.
      return reference('rl', container, type === 'uri_file' && blob.length > 0 ? blob.join('/') : undefined);
    },
  };
}
