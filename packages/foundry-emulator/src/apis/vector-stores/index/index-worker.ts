import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { embedWords } from '../../../model/embedding/word-embedder.ts';
import { textPieces } from '../../../model/tokens/text-pieces.ts';
import { TokenWindows } from '../../../model/tokens/token-windows.ts';
import { tokenizer } from '../../../model/tokens/tokens.ts';
import { decodeParts } from '../extract/decode-text.ts';
import { DOCUMENT_READERS, type DocumentKind } from '../extract/documents.ts';
import { FileUnreadable, unparsable } from '../extract/file-unreadable.ts';
import type { FileFault } from '../objects/store-file.ts';
import { packed } from './vectors.ts';

/** A file to read and to split into chunks. */
export interface IndexRequest {
  readonly path: string;
  readonly kind: DocumentKind | 'text';
  /** Tokens of a chunk, and those it shares with the previous one. */
  readonly size: number;
  readonly overlap: number;
  /** Maximum tokens and bytes of the text. */
  readonly mostTokens: number;
  readonly mostBytes: number;
  /** True to compute word embeddings in the thread. */
  readonly embed: boolean;
}

export interface TextChunk {
  readonly text: string;
  readonly vector?: Int8Array;
}

export type IndexAnswer =
  | { readonly chunks: readonly TextChunk[] }
  | { readonly ended: true }
  | { readonly fault: FileFault }
  | { readonly crash: string };

/** Chunks in one message, few enough that the emulator stores them without a pause. The pool asks for the next ones. */
const CHUNKS_PER_MESSAGE = 16;

/** Reads, tokenizes and splits a file, which takes seconds to minutes for large documents. */
async function* chunksOf(request: IndexRequest): AsyncGenerator<TextChunk[]> {
  const parts = await textOf(request);
  const { encode, decode } = await tokenizer();
  const windows = new TokenWindows(request.size, request.overlap, decode);
  let tokens = 0;
  let isEmpty = true;
  let open: TextChunk[] = [];
  const finished = (text: string): TextChunk => ({
    text,
    ...(request.embed ? { vector: packed(embedWords(text)) } : {}),
  });
  for await (const piece of textPieces(parts)) {
    isEmpty &&= piece.trim() === '';
    const some = encode(piece);
    tokens += some.length;
    if (tokens > request.mostTokens) throw unparsable('is too large');
    for (const text of windows.push(some)) {
      open.push(finished(text));
      if (open.length < CHUNKS_PER_MESSAGE) continue;
      yield open;
      open = [];
    }
  }
  if (isEmpty) throw unparsable('is empty');
  yield [...open, ...windows.end().map(finished)];
}

async function textOf({ path, kind, mostBytes }: IndexRequest): Promise<AsyncIterable<string> | readonly string[]> {
  if (kind === 'text') return decodeParts(atMost(createReadStream(path), mostBytes));
  const bytes = await readFile(path);
  let text: string;
  try {
    text = await DOCUMENT_READERS[kind](bytes);
  } catch (error) {
    // Libraries throw errors of any kind for damaged files.
    throw error instanceof FileUnreadable ? error : unparsable(`is not a valid ${kind} file`, error);
  }
  if (Buffer.byteLength(text) > mostBytes) throw unparsable('is too large');
  return [text];
}

async function* atMost(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw unparsable('is too large');
    yield chunk;
  }
}

/** Resolves when the pool asks for the next chunks. */
let wanted = Promise.withResolvers<void>();

async function answer(request: IndexRequest): Promise<void> {
  const post = (message: IndexAnswer) => parentPort?.postMessage(message);
  try {
    for await (const chunks of chunksOf(request)) {
      post({ chunks });
      await wanted.promise;
      wanted = Promise.withResolvers();
    }
    post({ ended: true });
  } catch (error) {
    if (error instanceof FileUnreadable) post({ fault: error.fault });
    else post({ crash: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on('message', (request: IndexRequest | 'next') => {
  if (request === 'next') wanted.resolve();
  else void answer(request);
});
