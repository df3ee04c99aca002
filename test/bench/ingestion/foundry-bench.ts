import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenAI } from 'openai';
import { changesBetween } from '../../../local/platform/blob-changes.ts';
import type { PlatformOptions } from '../../../local/platform/platform.ts';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { sendMessage } from '../../../shared/azure/storage/send-message.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../../shared/foundry/openai-client.ts';
import { BLOB_EVENTS_QUEUE } from '../../../shared/ingestion/events/take-events.ts';
import { entitiesOf, LEDGER_TABLE } from '../../../shared/ingestion/ledger/table-ledger.ts';
import { partitionOf } from '../../../shared/ingestion/ledger/table-rows.ts';
import { localPlatform, type TestPlatform } from '../../support/platform.ts';
import { residentMiB } from '../memory.ts';
import { cpuMs } from '../process-family.ts';
import { timed } from '../statistics.ts';
import { RequestWatch } from './request-watch.ts';

export interface Ingested {
  readonly seconds: number;
  readonly uploadsPerSecond: number;
  readonly callsPerFile: number;
  /** Requests to the service, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Milliseconds of CPU that the host and the app took. */
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Options of the client's own uploadAndPoll. */
export interface PollOptions {
  readonly maxConcurrency?: number;
  readonly pollIntervalMs?: number;
}

const LOOK_EVERY_MS = 250;
/** As long as not everything is uploaded, the ledger is read only to see whether it ever will be. */
const LEDGER_EVERY_MS = 20_000;
const LONGEST_MS = 900_000;
/** The client does not split what is too much for one batch of the service. */
const MOST_PER_BATCH = 2_000;

/** The local platform, for measuring ingestion against the client's own way. */
export class FoundryBench {
  readonly platform: TestPlatform;
  readonly #openai: OpenAI;
  readonly #storage: Storage;
  #ingested = 0;

  static async start(options: Pick<PlatformOptions, 'foundryEnv' | 'hostEnv'>): Promise<FoundryBench> {
    const platform = await localPlatform({
      ...options,
      watchBlobs: false,
      // Azurite in memory sweeps once a minute, and stands still for long once there are thousands of blobs and messages.
      inMemory: false,
      hostEnv: { AzureFunctionsJobHost__logging__logLevel__default: 'Warning', ...options.hostEnv },
    });
    trustCertificate(platform.endpoints.certificate);
    return new FoundryBench(
      platform,
      await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject }),
    );
  }

  private constructor(platform: TestPlatform, openai: OpenAI) {
    this.platform = platform;
    this.#openai = openai;
    this.#storage = openStorage({ connectionString: platform.endpoints.storage });
  }

  stop(): Promise<void> {
    return this.platform.stop();
  }

  /** Blobs lie there already, and their events come all at once: until every one is indexed. */
  async ingest(files: number, bytes: number): Promise<Ingested> {
    const { pid } = this.platform.host;
    const already = this.#ingested;
    this.#ingested += files;
    const container = await this.#storage.container('documents');
    await container.createIfNotExists();
    const etags: Record<string, string> = {};
    await timed(files, bytes > 1_000_000 ? 1 : 16, async (at) => {
      const { etag = '' } = await container.getBlockBlobClient(`handbook/${already + at}.txt`).uploadData(text(bytes));
      etags[`documents/handbook/${already + at}.txt`] = etag;
    });
    const events = changesBetween({}, etags, container.url, new Date());
    const watch = new RequestWatch(this.platform.endpoints.azureOpenAI);
    const cpu = cpuMs(pid);
    const begun = performance.now();
    const queue = this.#storage.queue(BLOB_EVENTS_QUEUE);
    const sending = timed(files, 16, (at) => sendMessage(queue, JSON.stringify(events[at])));
    let [peakMiB, done, ledgerAt] = [0, 0, begun];
    const end = begun + LONGEST_MS;
    while (done < files) {
      if (performance.now() > end) throw new Error(`Only ${done} of ${files} files are indexed.`);
      await sleep(LOOK_EVERY_MS);
      peakMiB = Math.max(peakMiB, residentMiB(pid));
      // Azurite has enough to do: it is not asked before it can be all.
      if (watch.uploaded < files && performance.now() - ledgerAt < LEDGER_EVERY_MS) continue;
      ledgerAt = performance.now();
      const counts = await this.#counts();
      done = (counts.indexed ?? 0) + (counts.failed ?? 0) - already;
    }
    const seconds = (performance.now() - begun) / 1000;
    await sending;
    await watch.stop();
    return {
      seconds,
      uploadsPerSecond: watch.uploadsPerSecond,
      callsPerFile: watch.total / files,
      calls: watch.byOperation,
      cpuMs: cpuMs(pid) - cpu,
      peakMiB,
    };
  }

  /** Without options as it comes: five uploads at once, and five seconds between two looks at the batch. */
  async uploadAndPoll(files: number, bytes: number, options: PollOptions = {}): Promise<{ readonly seconds: number }> {
    const { id } = await this.#openai.vectorStores.create({ name: `bench-${Date.now()}` });
    const content = Array.from({ length: files }, (_, at) => new File([text(bytes)], `${at}.txt`));
    const begun = performance.now();
    for (let from = 0; from < files; from += MOST_PER_BATCH) {
      await this.#openai.vectorStores.fileBatches.uploadAndPoll(
        id,
        { files: content.slice(from, from + MOST_PER_BATCH) },
        options,
      );
    }
    return { seconds: (performance.now() - begun) / 1000 };
  }

  /** Blobs by status, read past the host: it is the host that is measured. */
  async #counts(): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const table = this.#storage.table(LEDGER_TABLE);
    for await (const { status } of entitiesOf(table, partitionOf('handbook'), 'blob!')) {
      counts[`${status}`] = (counts[`${status}`] ?? 0) + 1;
    }
    return counts;
  }
}

const WORDS = 'the parcel was sent on monday and a customer may return it within thirty days of delivery'.split(' ');
let texts = 0;

/** A text of so many bytes that no other call gives: words, for the emulator is slow with what has none. */
function text(bytes: number): Buffer {
  const page = Array.from({ length: 2_000 }, (_, at) => WORDS[(at * 7 + texts) % WORDS.length]).join(' ');
  return Buffer.alloc(bytes, `Document ${++texts}. ${page}. `);
}
