import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';

export interface MemoryStorage extends Storage {
  /** Texts sent to each queue, as they went on the wire. */
  readonly sent: Map<string, string[]>;
  /** Rows written to each table. */
  readonly rows: Map<string, Record<string, unknown>[]>;
  /** Contents uploaded, by URL. */
  readonly uploaded: Map<string, Buffer>;
}

/**
 * Storage of which only sending, hiding and uploading work, all in memory: for tests that need thousands of calls and no table.
 * Everything else still reaches for a port where no server listens.
 */
export function memoryStorage(): MemoryStorage {
  const nowhere = openStorage({
    connectionString: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;${['Blob', 'Queue', 'Table']
      .map((kind) => `${kind}Endpoint=http://127.0.0.1:1/a`)
      .join(';')}`,
  });
  const sent = new Map<string, string[]>();
  const uploaded = new Map<string, Buffer>();
  const rows = new Map<string, Record<string, unknown>[]>();
  return {
    ...nowhere,
    sent,
    uploaded,
    rows,
    table: (name) =>
      replacing(nowhere.table(name), {
        upsertEntity: async (row: Record<string, unknown>) => void rows.set(name, [...(rows.get(name) ?? []), row]),
      }),
    queue: (name) => {
      const methods = {
        sendMessage: async (text: string) => void sent.set(name, [...(sent.get(name) ?? []), text]),
        updateMessage: async () => ({ popReceipt: 'next' }),
        deleteMessage: async () => undefined,
      };
      return replacing(nowhere.queue(name), methods);
    },
    container: async (name) => {
      const container = await nowhere.container(name);
      return replacing(container, {
        getBlockBlobClient: (blob: string) => {
          const client = container.getBlockBlobClient(blob);
          return replacing(client, { uploadData: async (data: Buffer) => void uploaded.set(client.url, data) });
        },
      });
    },
  };
}

function replacing<Client extends object>(client: Client, methods: Readonly<Record<string, unknown>>): Client {
  return new Proxy(client, {
    get: (target, property) => methods[String(property)] ?? Reflect.get(target, property, target),
  });
}
