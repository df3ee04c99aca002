import type { Embedder } from '../../../model/embedding/embedder.ts';
import { tokenWindows } from '../../../model/tokens/tokens.ts';
import type { FileObject } from '../../files/file-object.ts';
import type { FileShelf } from '../../files/file-store.ts';
import type { TextCutter } from '../chunking/text-chunker.ts';
import { packed } from '../chunking/vectors.ts';
import type { DocumentReader } from '../extract/document-reader.ts';
import { extractText, type FoundText } from '../extract/extract-text.ts';
import type { StoreFile } from '../objects/store-file.ts';
import type { IndexDatabase, IndexedChunk } from './index-database.ts';

/** Bytes of a text that is cut here; a larger one is cut in a thread of its own. */
const SMALL_BYTES = 64 * 1024;

export interface IntakeTools {
  readonly database: IndexDatabase;
  readonly shelf: FileShelf;
  readonly documents: DocumentReader;
  readonly cutter: TextCutter;
  readonly embedder: Embedder;
  /** Tokens and bytes of text that a file may have. */
  readonly mostTokens: number;
  readonly mostBytes: number;
  readonly closing: AbortSignal;
}

/**
 * Reads a file, cuts and embeds its text, and puts it into the index; returns the bytes that takes.
 * @throws FileUnreadable when it has no text that can be read, or too much
 */
export async function takeIn(
  file: StoreFile,
  { filename, bytes }: FileObject,
  { shelf, documents, mostBytes, ...tools }: IntakeTools,
): Promise<number> {
  const { vector_store_id: storeId, id: fileId, chunking } = file;
  const text = await extractText(
    { filename, bytes, path: shelf.pathOf(fileId), open: () => shelf.read(fileId) },
    { documents, most: mostBytes, small: SMALL_BYTES },
  );
  const about = { storeId, fileId, filename };
  if (!('whole' in text) || Buffer.byteLength(text.whole) > SMALL_BYTES) {
    return takeInLarge(about, text, chunking, { ...tools, mostBytes });
  }
  const { database, embedder, closing } = tools;
  const texts = await tokenWindows(text.whole, chunking.max_chunk_size_tokens, chunking.chunk_overlap_tokens);
  const chunks = await embedded(texts, embedder, closing);
  database.put(about, chunks);
  return bytesOf(chunks);
}

/** Some chunks at a time: memory and the thread that serves never have more than these to do. */
async function takeInLarge(
  about: { readonly storeId: string; readonly fileId: string; readonly filename: string },
  text: FoundText,
  { max_chunk_size_tokens: size, chunk_overlap_tokens: overlap }: StoreFile['chunking'],
  { database, cutter, embedder, mostTokens, mostBytes, closing }: Omit<IntakeTools, 'shelf' | 'documents'>,
): Promise<number> {
  const coming = database.begin(about);
  const embed = embedder.label === 'words';
  let bytes = 0;
  try {
    for await (const pieces of cutter.cut({ text, size, overlap, mostTokens, mostBytes, embed })) {
      closing.throwIfAborted();
      const chunks = embed
        ? pieces.map(({ text: each, vector = new Int8Array() }) => ({ text: each, vector }))
        : await embedded(
            pieces.map((piece) => piece.text),
            embedder,
            closing,
          );
      coming.add(chunks);
      bytes += bytesOf(chunks);
    }
    coming.show();
  } catch (error) {
    if (!closing.aborted) coming.drop();
    throw error;
  }
  return bytes;
}

async function embedded(texts: readonly string[], embedder: Embedder, signal: AbortSignal): Promise<IndexedChunk[]> {
  const vectors = await embedder.embed(texts, signal);
  return texts.map((text, at) => ({ text, vector: packed(vectors[at] ?? []) }));
}

const bytesOf = (chunks: readonly IndexedChunk[]): number =>
  chunks.reduce((sum, { text, vector }) => sum + Buffer.byteLength(text) + vector.length, 0);
