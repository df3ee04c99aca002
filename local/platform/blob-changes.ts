/** Etags of blobs, by `container/blob`. */
export type Snapshot = Readonly<Record<string, string>>;

/** An event as Event Grid would deliver it. */
export interface StorageEvent {
  readonly id: string;
  readonly eventType: 'Microsoft.Storage.BlobCreated' | 'Microsoft.Storage.BlobDeleted';
  readonly eventTime: string;
  readonly topic: string;
  readonly subject: string;
  readonly data: { readonly api: string; readonly url: string; readonly eTag?: string };
  readonly dataVersion: string;
  readonly metadataVersion: string;
}

/** The events that lead from one snapshot to the next. `endpoint` is where blobs are. */
export function changesBetween(before: Snapshot, after: Snapshot, endpoint: string, now: Date): StorageEvent[] {
  const written = Object.entries(after).filter(([path, etag]) => before[path] !== etag);
  const gone = Object.keys(before).filter((path) => after[path] === undefined);
  return [
    ...written.map(([path, etag]) => eventOf(path, etag, endpoint, now)),
    ...gone.map((path) => eventOf(path, undefined, endpoint, now)),
  ];
}

function eventOf(path: string, eTag: string | undefined, endpoint: string, now: Date): StorageEvent {
  const slash = path.indexOf('/');
  const [container, blob] = [path.slice(0, slash), path.slice(slash + 1)];
  return {
    id: crypto.randomUUID(),
    eventType: eTag === undefined ? 'Microsoft.Storage.BlobDeleted' : 'Microsoft.Storage.BlobCreated',
    eventTime: now.toISOString(),
    topic: '/subscriptions/local/resourceGroups/local/providers/Microsoft.Storage/storageAccounts/devstoreaccount1',
    subject: `/blobServices/default/containers/${container}/blobs/${blob}`,
    data: {
      api: eTag === undefined ? 'DeleteBlob' : 'PutBlob',
      url: `${endpoint}/${path.split('/').map(encodeURIComponent).join('/')}`,
      ...(eTag === undefined ? {} : { eTag }),
    },
    dataVersion: '',
    metadataVersion: '1',
  };
}
