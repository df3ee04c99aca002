import { readFile } from 'node:fs/promises';
import type { Embedder } from '../../../model/embedding/embedder.ts';
import type { FileObject } from '../../files/file-object.ts';
import type { FileStore } from '../../files/file-store.ts';
import { decodeText } from '../extract/decode-text.ts';
import { fileKind } from '../extract/file-types.ts';
import { unparsable } from '../extract/file-unreadable.ts';
import type { StoreFile } from '../objects/store-file.ts';
import type { IndexDatabase, IndexedChunk } from './index-database.ts';
import type { IndexWorkers } from './index-workers.ts';
import { packed } from './vectors.ts';

export interface IndexingTools {
  readonly database: IndexDatabase;
  readonly fileStore: FileStore;
  readonly workers: IndexWorkers;
  readonly embedder: Embedder;
  readonly moreFileTypes: ReadonlySet<string>;
  /** Maximum tokens and bytes of a file's text. */
  readonly mostTokens: number;
  readonly mostBytes: number;
  readonly closing: AbortSignal;
}

/**
 * Indexes a file: reads it, splits and embeds its text. Returns the size of the index entry in bytes. A text that certainly fits one
 * chunk is read here; any other file is read and tokenized in a thread, so that the emulator can serve meanwhile.
 * @throws FileUnreadable when the text cannot be read or is too large
 */
export async function indexFile(
  file: StoreFile,
  { filename, bytes }: FileObject,
  tools: IndexingTools,
): Promise<number> {
  const { fileStore, workers, database, embedder, mostTokens, mostBytes, closing } = tools;
  const { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap } = file.chunking;
  const kind = fileKind(filename, tools.moreFileTypes);
  if (kind === 'text' && bytes > mostBytes) throw unparsable('is too large');
  const path = fileStore.pathOf(file.id);
  const indexed = { storeId: file.vector_store_id, fileId: file.id, filename };
  // A token has at least one byte.
  if (kind === 'text' && bytes <= size) {
    const text = decodeText(await readFile(path));
    if (text.trim() === '') throw unparsable('is empty');
    const chunks = await embedded([text], embedder, closing);
    database.put(indexed, chunks);
    return bytesOf(chunks);
  }
  const coming = database.begin(indexed);
  const embed = embedder.label === 'words';
  let total = 0;
  try {
    for await (const pieces of workers.chunksOf({ path, kind, size, overlap, mostTokens, mostBytes, embed })) {
      closing.throwIfAborted();
      const chunks = embed
        ? pieces.map(({ text, vector = new Int8Array() }) => ({ text, vector }))
        : await embedded(
            pieces.map((piece) => piece.text),
            embedder,
            closing,
          );
      coming.add(chunks);
      total += bytesOf(chunks);
    }
    coming.show();
  } catch (error) {
    if (!closing.aborted) coming.drop();
    throw error;
  }
  return total;
}

async function embedded(texts: readonly string[], embedder: Embedder, signal: AbortSignal): Promise<IndexedChunk[]> {
  const vectors = await embedder.embed(texts, signal);
  return texts.map((text, at) => ({ text, vector: packed(vectors[at] ?? []) }));
}

const bytesOf = (chunks: readonly IndexedChunk[]): number =>
  chunks.reduce((sum, { text, vector }) => sum + Buffer.byteLength(text) + vector.length, 0);
