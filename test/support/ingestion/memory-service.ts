import { RetryableError } from '../../../shared/core/errors.ts';
import { RequestError } from '../../../shared/core/request-error.ts';
import type { AttachedFile, VectorStoreClient } from '../../../shared/ingestion/service/vector-store-client.ts';
import type { Chunking } from '../../../shared/ingestion/sources/source.ts';

interface Stored {
  readonly filename: string;
  readonly content: string;
  readonly createdAt: number;
}

interface Batch {
  readonly fileIds: readonly string[];
  readonly endsAt: number;
}

/** Fault of a call: nothing, refused before it did anything, or done with the answer lost. */
export type Trouble = 'none' | 'busy' | 'unavailable' | 'answer lost';

/** The service in memory, on a clock that the test moves: files, one vector store, its batches. */
export class MemoryService implements VectorStoreClient {
  readonly files = new Map<string, Stored>();
  readonly attachedFiles = new Map<string, { status: string; attributes: object; chunking: Chunking | undefined }>();
  readonly batches = new Map<string, Batch>();
  readonly calls: string[] = [];
  trouble: (call: string) => Trouble = () => 'none';
  /** Throws what goes wrong with a call because of the content of a file that it is about. */
  fault: (call: string, contents: readonly string[]) => void = () => {};
  /** True if a call is refused for good. */
  refuses: (call: string) => boolean = () => false;
  /** Result of indexing a content. */
  verdict: (content: string) => AttachedFile['error'] = () => undefined;
  readonly #now: () => number;
  #ids = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Contents that a search finds, sorted; one that is attached twice would be there twice. */
  get searchable(): string[] {
    this.#settle();
    const indexed = [...this.attachedFiles].filter(([, { status }]) => status === 'completed');
    return indexed.map(([id]) => this.files.get(id)?.content ?? 'gone').toSorted();
  }

  count(call: string): number {
    return this.calls.filter((one) => one === call).length;
  }

  ensureStore = () => this.#do('ensureStore', () => 'vs_1');
  storeExists = () => this.#do('storeExists', () => true);

  async upload(filename: string, chunks: AsyncIterable<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const content = Buffer.concat(parts).toString('utf8');
    return this.#do('upload', () => {
      this.fault('upload', [content]);
      const id = `file-${++this.#ids}`;
      this.files.set(id, { filename, content, createdAt: this.#now() });
      return id;
    });
  }

  attach: VectorStoreClient['attach'] = (_store, attachments) =>
    this.#do('attach', () => {
      this.#faultOf('attach', ...attachments.map(({ fileId }) => fileId));
      const missing = attachments.find(({ fileId }) => !this.files.has(fileId));
      if (missing) throw new RequestError('not_found', `There is no file ${missing.fileId}.`);
      const id = `batch-${++this.#ids}`;
      for (const { fileId, attributes, chunking } of attachments) {
        // One that is attached stays as it was cut.
        const before = this.attachedFiles.get(fileId);
        if (before?.status === 'completed') before.attributes = attributes;
        else this.attachedFiles.set(fileId, { status: 'in_progress', attributes, chunking });
      }
      this.batches.set(id, { fileIds: attachments.map(({ fileId }) => fileId), endsAt: this.#now() + 2_000 });
      return id;
    });

  batch: VectorStoreClient['batch'] = (_store, batchId) =>
    this.#do('batch', () => {
      this.#settle();
      const batch = this.batches.get(batchId);
      if (!batch) throw new RequestError('not_found', 'There is no such batch.');
      const states = batch.fileIds.map((id) => this.attachedFiles.get(id)?.status);
      const status = batch.endsAt <= this.#now() ? 'completed' : 'in_progress';
      return { status, completed: states.filter((state) => state === 'completed').length };
    });

  async *batchFiles(_store: string, batchId: string): AsyncIterable<AttachedFile> {
    yield* await this.#do('batchFiles', () =>
      (this.batches.get(batchId)?.fileIds ?? []).flatMap((id) => this.#show(id) ?? []),
    );
  }

  async *attached(): AsyncIterable<AttachedFile> {
    yield* await this.#do('attached', () => [...this.attachedFiles.keys()].flatMap((id) => this.#show(id) ?? []));
  }

  attachedFile: VectorStoreClient['attachedFile'] = (_store, id) => this.#do('attachedFile', () => this.#show(id));

  updateAttributes: VectorStoreClient['updateAttributes'] = (_store, id, attributes) =>
    this.#do('label', () => {
      this.#faultOf('label', id);
      const file = this.attachedFiles.get(id);
      if (file) file.attributes = attributes;
    });

  remove: VectorStoreClient['remove'] = (_store, id) =>
    this.#do('remove', () => {
      this.#faultOf('remove', id);
      this.attachedFiles.delete(id);
      this.files.delete(id);
    });

  detach: VectorStoreClient['detach'] = (_store, id) =>
    this.#do('detach', () => {
      this.#faultOf('detach', id);
      this.attachedFiles.delete(id);
    });

  async *uploadsSince(moment: number) {
    const found = await this.#do('uploadsSince', () =>
      [...this.files].filter(([, { createdAt }]) => createdAt >= moment - 120_000),
    );
    for (const [id, { filename, content, createdAt }] of found.toReversed()) {
      yield { id, filename, bytes: Buffer.byteLength(content), createdAt };
    }
  }

  #faultOf(call: string, ...fileIds: string[]): void {
    this.fault(
      call,
      fileIds.map((id) => this.files.get(id)?.content ?? ''),
    );
  }

  #show(id: string): AttachedFile | undefined {
    this.#settle();
    const file = this.attachedFiles.get(id);
    const error = file?.status === 'failed' ? this.verdict(this.files.get(id)?.content ?? '') : undefined;
    return file && { fileId: id, status: file.status, ...(error === undefined ? {} : { error }) };
  }

  #settle(): void {
    for (const { fileIds, endsAt } of this.batches.values()) {
      if (endsAt > this.#now()) continue;
      for (const id of fileIds) {
        const file = this.attachedFiles.get(id);
        if (file?.status !== 'in_progress') continue;
        file.status = this.verdict(this.files.get(id)?.content ?? '') === undefined ? 'completed' : 'failed';
      }
    }
  }

  async #do<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    const trouble = this.trouble(call);
    await Promise.resolve();
    if (trouble === 'busy') throw new RetryableError('busy', 500, { cause: { status: 429 } });
    if (trouble === 'unavailable') throw new RetryableError('unavailable', 0, { cause: { status: 503 } });
    if (this.refuses(call)) throw new RequestError('refused', 'That is not to be.');
    const result = work();
    if (trouble === 'answer lost') throw new RetryableError('no answer');
    return result;
  }
}
