import type { Blobs } from '../../../shared/ingestion/service/blobs.ts';
import { checkedSources } from '../../../shared/ingestion/sources/check-sources.ts';
import type { SourceConfig } from '../../../shared/ingestion/sources/source.ts';
import { sourceMap } from '../../../shared/ingestion/sources/source-map.ts';
import { AdaptiveRateLimiter } from '../../../shared/ingestion/sync/adaptive-rate-limiter.ts';
import { type PassResult, runSyncPass } from '../../../shared/ingestion/sync/run-sync-pass.ts';
import { MemoryLedger, MemoryTable } from './memory-ledger.ts';
import { MemoryService } from './memory-service.ts';

/** The pipeline on a container, a service and a table in memory, and a clock that leaps from pause to pause. */
export class IngestionHarness {
  readonly table = new MemoryTable();
  readonly service: MemoryService;
  readonly container = new Map<string, { content: string; etag: string }>();
  readonly logged: string[] = [];
  /** Throws what goes wrong with a blob at a step of reading it. */
  blobFault: (step: 'open' | 'read' | 'list', path: string) => void = () => {};
  /** True at a write at which the process dies. */
  breaks: () => boolean = () => false;
  #sources;
  #now = 1_700_000_000_000;
  #changes = 0;
  readonly #attaches = new AdaptiveRateLimiter({ perSecond: 5, atOnce: 1 });

  constructor(config: Record<string, SourceConfig> = { handbook: { from: 'documents/**' } }) {
    this.#sources = sourceMap(checkedSources(config));
    this.service = new MemoryService(() => this.#now);
  }

  /** Another foundry.config.ts is deployed. */
  configure(config: Record<string, SourceConfig>): void {
    this.#sources = sourceMap(checkedSources(config));
  }

  get now(): number {
    return this.#now;
  }

  /** Lets time pass. */
  advance(ms: number): void {
    this.#now += ms;
  }

  /** Writes a blob, and returns the event that tells of it. */
  write(path: string, content: string): { path: string; etag?: string } {
    const etag = `0x${++this.#changes}`;
    this.container.set(path, { content, etag });
    return { path, etag };
  }

  delete(path: string): { path: string; etag?: string } {
    this.container.delete(path);
    return { path };
  }

  deliver(event: { path: string; etag?: string }): void {
    const id = `${String(this.table.entries.size).padStart(6, '0')}-${event.path}-${event.etag ?? 'gone'}`;
    this.table.entries.set(id, { id, kind: 'changed', ...event });
  }

  scan(source = 'handbook', repair = false, prefix = ''): void {
    const id = `scan-${++this.#changes}`;
    this.table.entries.set(id, { id, kind: 'scan', source, prefix, repair });
  }

  turn(store = 'handbook', length = 60_000): Promise<PassResult> {
    const note = (level: string) => (line: string) => void this.logged.push(`${level} ${line}`);
    return runSyncPass(store, {
      sources: this.#sources,
      ledger: () => new MemoryLedger(this.table, () => this.breaks()),
      blobs: this.#blobs,
      service: this.service,
      uploads: new AdaptiveRateLimiter({ perSecond: 1_000, atOnce: 8 }),
      attachesOf: () => this.#attaches,
      batches: { most: 500, latency: 10_000, quiet: 1_000 },
      tagOf: () => '0a1b2c',
      length,
      listening: new Set(),
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      now: () => this.#now,
      sleep: async (ms) => {
        this.#now += Math.max(0, ms);
        await new Promise((resolve) => setImmediate(resolve));
      },
    });
  }

  /** Turns until nothing is left to do. */
  async rest(store = 'handbook'): Promise<void> {
    for (let turns = 0; turns < 200; turns++) {
      const answer = await this.turn(store);
      if (answer.kind === 'rejected' || answer.kind === 'crashed') throw new Error(answer.why);
      if (answer.wait === null) return;
      this.#now += answer.wait;
    }
    throw new Error(`It does not come to rest: ${JSON.stringify([...this.table.rows.values()])}`);
  }

  /** Contents of all blobs, each once for each kind of file: what a search should find. */
  get wanted(): string[] {
    const kinds = new Map(
      [...this.container].map(([path, { content }]) => [`${path.split('.').at(-1)} ${content}`, content]),
    );
    return [...kinds.values()].toSorted();
  }

  readonly #blobs: Blobs = {
    open: async (path, { unless, only } = {}) => {
      await Promise.resolve();
      this.blobFault('open', path);
      const blob = this.container.get(path);
      if (blob === undefined || (only !== undefined && only !== blob.etag)) return undefined;
      if (unless === blob.etag) return 'unchanged';
      const bytes = Buffer.from(blob.content);
      return {
        etag: blob.etag,
        bytes: bytes.length,
        metadata: {},
        close: () => {},
        chunks: (async function* (fault) {
          yield bytes.subarray(0, 1);
          fault('read', path);
          yield bytes.subarray(1);
        })(this.blobFault),
      };
    },
    list: async function* (this: IngestionHarness, { container, prefix }: { container: string; prefix: string }) {
      for (const [path, { content, etag }] of [...this.container]) {
        this.blobFault('list', path);
        if (path.startsWith(`${container}/${prefix}`)) yield { path, etag, bytes: content.length };
      }
    }.bind(this),
  };
}
