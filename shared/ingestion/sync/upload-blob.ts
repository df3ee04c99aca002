import { createHash } from 'node:crypto';
import { RetryableError } from '../../core/errors.ts';
import { unindexedTypeWarning } from '../../core/indexed-file-types.ts';
import { RequestError } from '../../core/request-error.ts';
import { statusOf } from '../../foundry/service-error.ts';
import { type BlobRow, failed, postponed, stored, unchanged } from '../ledger/blob-state.ts';
import type { OpenBlob } from '../service/blobs.ts';
import { attributesOf, type Source } from '../sources/source.ts';
import type { OrphanedUploads } from './orphaned-uploads.ts';
import { endsPass, readingBlob, reasonOf } from './pass-errors.ts';
import { Semaphore } from './semaphore.ts';
import type { SyncContext } from './sync-context.ts';
import { contentHash, uploadName } from './upload-name.ts';

/** Large blobs that are uploaded at once: their buffers are freed late. */
const LARGE_AT_ONCE = 2;

/** Uploads the blobs of one pass, each content once. */
export class BlobUploader {
  readonly #context: SyncContext;
  readonly #orphans: OrphanedUploads;
  readonly #large = new Semaphore(LARGE_AT_ONCE);
  readonly #underWay = new Map<string, Promise<void>>();

  constructor(context: SyncContext, orphans: OrphanedUploads) {
    this.#context = context;
    this.#orphans = orphans;
  }

  /** Uploads the current version of a blob and records the result. @param isFull true when the concurrency is used up */
  async bring({ path, generation }: BlobRow, isFull: () => boolean): Promise<void> {
    const { ledger, uploads, now, log } = this.#context;
    try {
      await this.#bring(path, generation);
      uploads.succeeded(isFull());
    } catch (error) {
      // The blob may have changed meanwhile.
      const row = ledger.rows.get(path);
      if (row === undefined) return;
      if (endsPass(error)) throw error;
      if (error instanceof RequestError) {
        log.warn(`${path} cannot be taken: ${error.message}`);
        if (row.generation === generation) ledger.put(failed(row, error.reason, now()));
        return;
      }
      if (!(error instanceof RetryableError)) {
        const reason = reasonOf(error);
        log.warn(`${path} is tried again: ${reason.message}`);
        return ledger.put(postponed(row, 'pending', reason, now()));
      }
      if (statusOf(error.cause) === 429) return uploads.refused(now(), error.retryAfter);
      uploads.troubled();
      ledger.put(postponed(row, 'pending', { code: 'service_unavailable', message: error.message }, now()));
    }
  }

  async #bring(path: string, generation: number): Promise<void> {
    const { ledger, blobs, sources, store, now } = this.#context;
    const known = ledger.rows.get(path);
    const source = sources.sourceOf(path);
    if (known === undefined) return;
    if (source === undefined || source.store !== store) return ledger.remove(path);
    const unless = known.fileId === undefined || known.etag === undefined ? {} : { unless: known.etag };
    const blob = await readingBlob(path, () => blobs.open(path, unless));
    const row = ledger.rows.get(path);
    if (row === undefined) return;
    if (blob === 'unchanged') return ledger.put(unchanged(row, generation, now()));
    if (blob === undefined) {
      if (row.generation === generation) ledger.remove(path);
      return;
    }
    if (blob.bytes <= WINDOW_BYTES) return this.#take(path, generation, blob, source);
    // It is opened again later: an idle connection breaks.
    blob.close();
    await this.#large.run(async () => {
      const again = await readingBlob(path, () => blobs.open(path, { only: blob.etag }));
      if (again !== undefined && again !== 'unchanged') await this.#take(path, generation, again, source);
    });
  }

  async #take(path: string, generation: number, blob: OpenBlob, source: Source): Promise<void> {
    const { ledger, now } = this.#context;
    const version = { etag: blob.etag, bytes: blob.bytes };
    const seen = ledger.rows.get(path);
    try {
      checkSize(blob.bytes, source);
      const warning = unindexedTypeWarning(path);
      if (warning !== undefined) this.#context.log.warn(`${path}: ${warning}`);
      const attributes = attributesOf(source, { path, metadata: blob.metadata });
      const content = await readingBlob(path, () => readContent(blob));
      const hash = contentHash(content.sha, path);
      await this.#alone(hash, async () => {
        const fileId = ledger.fileOf(hash) ?? (await this.#upload(path, hash, blob, content));
        if (fileId === undefined) return;
        const row = ledger.rows.get(path);
        const isIndexed = ledger.isIndexed(fileId);
        const fingerprint = ledger.fingerprintOf(fileId);
        if (row !== undefined)
          ledger.put(stored(row, generation, { ...version, hash, fileId, attributes, isIndexed, fingerprint }, now()));
        // The row was removed meanwhile: the file is not needed.
        else if (ledger.usersOf(fileId).length === 0) ledger.drop(fileId);
      });
    } catch (error) {
      // The etag of a rejected version is recorded, so that a repeated event changes nothing.
      const row = ledger.rows.get(path);
      if (error instanceof RequestError && row !== undefined && row === seen) ledger.put({ ...row, ...version });
      throw error;
    } finally {
      blob.close();
    }
  }

  /** Processes one content at a time: the second blob finds the file of the first. */
  async #alone(hash: string, work: () => Promise<void>): Promise<void> {
    for (let other = this.#underWay.get(hash); other !== undefined; other = this.#underWay.get(hash)) await other;
    const working = work();
    const settled = working.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay.set(hash, settled);
    await working.finally(() => this.#underWay.delete(hash));
  }

  /** Uploads a content. @returns undefined when the blob has changed since it was read */
  async #upload(
    path: string,
    hash: string,
    { etag, bytes }: OpenBlob,
    { whole }: Content,
  ): Promise<string | undefined> {
    const { uploads, service, blobs, tag, now, sleep } = this.#context;
    const found = this.#orphans.take(hash, bytes);
    if (found !== undefined) return found;
    await sleep(uploads.reserve(now()));
    for (let pause = uploads.pause(now()); pause > 0; pause = uploads.pause(now())) await sleep(pause);

    const again = whole === undefined ? await readingBlob(path, () => blobs.open(path, { only: etag })) : undefined;
    if (whole === undefined && (again === undefined || again === 'unchanged')) return undefined;
    const begun = now();
    try {
      const chunks = again === undefined || again === 'unchanged' ? inTurn(whole ?? []) : again.chunks;
      return await service.upload(uploadName(path, tag, hash), chunks);
    } catch (error) {
      if (error instanceof RetryableError && statusOf(error.cause) !== 429) {
        this.#orphans.lostAnswer(begun);
        await this.#orphans.look(begun).catch(() => undefined);
      }
      throw error;
    } finally {
      if (again !== undefined && again !== 'unchanged') again.close();
    }
  }
}

function checkSize(bytes: number, { maxBytes, name }: Source): void {
  if (bytes === 0) throw new RequestError('file_empty', 'The blob is empty.');
  if (bytes <= maxBytes) return;
  throw new RequestError(
    'file_too_large',
    `The blob has ${bytes} bytes; ${maxBytes} are the most for ${name}. Split it, or raise ingestion.${name}.maxBytes if it is below the service's limit.`,
  );
}

async function* inTurn(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}

/** Smaller blobs are buffered; larger ones are streamed twice. */
const WINDOW_BYTES = 256 * 1024;

interface Content {
  /** SHA-256 of the content. */
  readonly sha: string;
  /** The content, when it fits the window. */
  readonly whole?: readonly Uint8Array[];
}

/**
 * Reads a blob and returns its hash, which decides whether the content has to be uploaded. A large blob is read again for the upload: that
 * costs a read of storage and no memory.
 */
async function readContent({ chunks }: Pick<OpenBlob, 'chunks'>): Promise<Content> {
  const hash = createHash('sha256');
  let window: Uint8Array[] | undefined = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    bytes += chunk.length;
    if (bytes > WINDOW_BYTES) window = undefined;
    window?.push(chunk);
  }
  return { sha: hash.digest('hex'), ...(window === undefined ? {} : { whole: window }) };
}
