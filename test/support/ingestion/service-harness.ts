import { setTimeout as pause } from 'node:timers/promises';
import type { RunningAzurite } from '../../../local/platform/azurite.ts';
import { DeadLetters } from '../../../shared/azure/queues/dead-letters.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../../shared/foundry/openai-client.ts';
import type { IngestionApi } from '../../../shared/ingestion/api/ingestion-api.ts';
import { takeEvents } from '../../../shared/ingestion/events/take-events.ts';
import { PendingEventWriter } from '../../../shared/ingestion/ledger/pending-event-writer.ts';
import { LEDGER_TABLE, TableLedger } from '../../../shared/ingestion/ledger/table-ledger.ts';
import { storageBlobs } from '../../../shared/ingestion/service/blobs.ts';
import { openaiVectorStore } from '../../../shared/ingestion/service/openai-vector-store.ts';
import type { VectorStoreClient } from '../../../shared/ingestion/service/vector-store-client.ts';
import { checkedSources } from '../../../shared/ingestion/sources/check-sources.ts';
import type { Attributes, SourceConfig } from '../../../shared/ingestion/sources/source.ts';
import { type SourceMap, sourceMap } from '../../../shared/ingestion/sources/source-map.ts';
import { AdaptiveRateLimiter } from '../../../shared/ingestion/sync/adaptive-rate-limiter.ts';
import { type PassResult, runSyncPass } from '../../../shared/ingestion/sync/run-sync-pass.ts';
import { markOf, storeTag } from '../../../shared/ingestion/sync/upload-name.ts';
import type { TestEmulator } from '../emulator.ts';
import { queueMessage } from '../queue-message.ts';

const STORE = 'handbook';
/** A pause of the pipeline takes no longer in real time, milliseconds: the rest of it passes at once. */
const LONGEST_SLEEP_MS = 4;
const DRAINED = 400;

export interface ServiceHarnessOptions {
  readonly emulator: TestEmulator;
  readonly azurite: Pick<RunningAzurite, 'connectionString'>;
  /** Connection string of the storage that the pipeline works with, where that is not simply Azurite's. */
  readonly storage?: string;
  readonly sources?: Record<string, SourceConfig>;
}

/** A file at the service, and what it is in its vector store if it is in there. */
export interface FileThere {
  readonly id: string;
  readonly filename: string;
  readonly status?: string;
  readonly attributes?: Attributes;
}

const tagOf = (store: string) => storeTag('a storage account', store);

/** The pipeline without a host: real storage, the emulator, and a clock that leaps over pauses. */
export class ServiceHarness {
  readonly emulator: TestEmulator;
  readonly storage: Storage;
  readonly logged: string[] = [];
  /** Vector stores for which a pass was requested. */
  readonly woken: string[] = [];
  sources: SourceMap;
  readonly #calm: Storage;
  readonly #uploads = new AdaptiveRateLimiter({ perSecond: Number.POSITIVE_INFINITY, atOnce: 16 });
  readonly #attaches = new AdaptiveRateLimiter({ perSecond: Number.POSITIVE_INFINITY, atOnce: 1 });
  #service: VectorStoreClient | undefined;
  #lead = 0;

  constructor({ emulator, azurite, storage = azurite.connectionString, sources }: ServiceHarnessOptions) {
    this.emulator = emulator;
    this.storage = openStorage({ connectionString: storage });
    this.#calm = openStorage({ connectionString: azurite.connectionString });
    this.sources = sourceMap(checkedSources(sources ?? { [STORE]: { from: 'documents/**' } }));
  }

  /** Another foundry.config.ts is deployed. */
  configure(sources: Record<string, SourceConfig>): void {
    this.sources = sourceMap(checkedSources(sources));
  }

  /** Dependencies of the HTTP API. */
  get api(): IngestionApi {
    return {
      sources: this.sources,
      table: this.table,
      letters: new DeadLetters(this.storage),
      blobs: storageBlobs(this.storage),
      poster: new PendingEventWriter(this.table),
      now: this.now,
      wake: async (store) => void this.woken.push(store),
    };
  }

  readonly now = (): number => Date.now() + this.#lead;

  get table() {
    return this.storage.table(LEDGER_TABLE);
  }

  /** Writes a blob; its event is delivered with `deliver`. */
  async write(path: string, content: string | Buffer, metadata: Record<string, string> = {}): Promise<object> {
    const { client, name, container } = await this.#blob(path);
    await client.createIfNotExists();
    const { etag = '' } = await client
      .getBlockBlobClient(name)
      .upload(content, Buffer.byteLength(content), { metadata });
    return event('BlobCreated', container, name, etag.replaceAll('"', ''));
  }

  async delete(path: string): Promise<object> {
    const { client, name, container } = await this.#blob(path);
    await client.deleteBlob(name);
    return event('BlobDeleted', container, name);
  }

  /** As the queue's function does, until it goes through. */
  async deliver(...events: unknown[]): Promise<void> {
    for (const [at, body] of events.entries()) {
      await untilItGoes(async () => {
        await takeEvents(queueMessage(body, `message-${at}`), {
          letters: new DeadLetters(this.storage),
          sources: this.sources,
          poster: new PendingEventWriter(this.table),
          table: this.table,
          log: this.#log,
          now: this.now,
          wake: async () => undefined,
        });
      });
    }
  }

  async scan(source = STORE, repair = false): Promise<void> {
    const id = `${this.now()}-scan-${source}`;
    const store = this.sources.named(source)?.store ?? source;
    await untilItGoes(() =>
      new PendingEventWriter(this.table).write(store, { id, kind: 'scan', source, prefix: '', repair }),
    );
  }

  async turn(store = STORE): Promise<PassResult> {
    this.#service ??= openaiVectorStore(
      await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: this.emulator.endpoints.project, FOUNDRY_API_VERSION: 'v1' }),
    );
    return runSyncPass(store, {
      sources: this.sources,
      ledger: (name) => new TableLedger(this.table, name),
      blobs: storageBlobs(this.storage),
      service: this.#service,
      uploads: this.#uploads,
      attachesOf: () => this.#attaches,
      batches: { most: 500, latency: 10_000, quiet: 1_000 },
      tagOf,
      length: 60_000,
      listening: new Set(),
      log: this.#log,
      now: this.now,
      sleep: async (ms) => {
        const real = Math.max(0, Math.min(ms, LONGEST_SLEEP_MS));
        this.#lead += Math.max(0, ms) - real;
        await pause(real);
      },
    });
  }

  /** Turns until nothing is left to do. */
  async rest(store = STORE): Promise<void> {
    for (let turns = 0; turns < DRAINED; turns++) {
      const answer = await this.turn(store);
      if (answer.kind === 'rejected' || answer.kind === 'crashed') throw new Error(answer.why);
      if (answer.wait === null) return;
      this.#lead += answer.wait;
      await this.#keepStep();
    }
    throw new Error(`It does not come to rest:\n${this.logged.slice(-20).join('\n')}`);
  }

  /** Files of ours at the service that were uploaded for a vector store, with their status and attributes in it. */
  async files(store = STORE): Promise<FileThere[]> {
    const openai = this.emulator.projectV1.getOpenAIClient();
    const attached = new Map<string, Pick<FileThere, 'status' | 'attributes'>>();
    for await (const { id, name } of openai.vectorStores.list()) {
      if (name !== store) continue;
      for await (const { id: fileId, status, attributes } of openai.vectorStores.files.list(id, { limit: 100 }))
        attached.set(fileId, { status, attributes: attributes ?? {} });
    }
    const found: FileThere[] = [];
    for await (const { id, filename } of openai.files.list({ purpose: 'assistants' })) {
      if (markOf(filename)?.tag === tagOf(store)) found.push({ id, filename, ...attached.get(id) });
    }
    return found;
  }

  /** The service's clock must not be far behind ours: uploads are looked for by their age. */
  async #keepStep(): Promise<void> {
    const { now } = await this.emulator.admin<{ now: string }>('GET', 'clock');
    const behind = Math.floor((this.now() - Date.parse(now)) / 1000);
    if (behind > 0) await this.emulator.admin('POST', 'clock', { advance: `PT${behind}S` });
  }

  async #blob(path: string) {
    const [container = '', ...rest] = path.split('/');
    return { client: await this.#calm.container(container), container, name: rest.join('/') };
  }

  get #log() {
    const note = (level: string) => (line: string) => void this.logged.push(`${level} ${line}`);
    return { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  }
}

function event(kind: 'BlobCreated' | 'BlobDeleted', container: string, name: string, eTag?: string): object {
  return {
    eventType: `Microsoft.Storage.${kind}`,
    eventTime: new Date().toISOString(),
    subject: `/blobServices/default/containers/${container}/blobs/${name}`,
    data: eTag === undefined ? {} : { eTag },
  };
}

/** The queue delivers a message again that was not taken. */
async function untilItGoes(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 5) throw error;
    }
  }
}
