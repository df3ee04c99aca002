import type { BlobServiceClient, BlockBlobClient, ContainerClient } from '@azure/storage-blob';
import type { OffsetAt } from '../dotnet/local-time.ts';
import { isBlobMissing } from '../storage/storage-error.ts';
import { parseStatus, type ScheduleStatus, statusRecord } from './schedule-status.ts';

/** Stores a timer's status over restarts. Both methods reject when storage does not answer. */
export interface StatusStore {
  /** Undefined when there is no readable status. */
  read(): Promise<ScheduleStatus | undefined>;
  write(status: ScheduleStatus): Promise<void>;
}

const CONTAINER = 'azure-webjobs-hosts';

/** Blob of a timer's status in the account of AzureWebJobsStorage, as on the real host. */
export function statusStore(
  account: BlobServiceClient,
  { hostId, functionName, offsetAt }: { hostId: string; functionName: string; offsetAt: OffsetAt },
): StatusStore {
  const container = account.getContainerClient(CONTAINER);
  const blob = container.getBlockBlobClient(`timers/${hostId}/Host.Functions.${functionName}/status`);
  return {
    read: async () => {
      try {
        return parseStatus((await blob.downloadToBuffer()).toString('utf8'));
      } catch (error) {
        if (isBlobMissing(error)) return undefined;
        throw error;
      }
    },
    write: (status) => upload(container, blob, JSON.stringify(statusRecord(status, offsetAt))),
  };
}

async function upload(container: ContainerClient, blob: BlockBlobClient, text: string): Promise<void> {
  const write = () => blob.upload(text, Buffer.byteLength(text));
  try {
    await write();
  } catch (error) {
    if (!isBlobMissing(error)) throw error;
    await container.createIfNotExists();
    await write();
  }
}
