import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { embedWords } from '../../../model/embedding/word-embedder.ts';
import { textPieces } from '../../../model/tokens/text-pieces.ts';
import { TokenWindows } from '../../../model/tokens/token-windows.ts';
import { tokenizer } from '../../../model/tokens/tokens.ts';
import { decodeParts } from '../extract/decode-text.ts';
import { FileUnreadable, unparsable } from '../extract/file-unreadable.ts';
import type { FileFault } from '../objects/store-file.ts';
import { packed } from './vectors.ts';

/** A large text to be cut: as it stands in a file, or as it was taken from a document. */
export interface CutRequest {
  readonly text: { readonly path: string } | { readonly whole: string };
  readonly size: number;
  readonly overlap: number;
  /** Tokens and bytes it may have. */
  readonly mostTokens: number;
  readonly mostBytes: number;
  /** Whether vectors are to be made of its words. */
  readonly embed: boolean;
}

export interface CutPiece {
  readonly text: string;
  readonly vector?: Int8Array;
}

export type CutAnswer =
  | { readonly pieces: readonly CutPiece[] }
  | { readonly ended: true }
  | { readonly fault: FileFault }
  | { readonly broke: string };

/** Pieces that are handed over together; the next ones are made when these have been taken. */
const TOGETHER = 64;

/** Counts and cuts beside the thread that serves: millions of tokens take seconds. */
async function* cut(request: CutRequest): AsyncGenerator<CutPiece[]> {
  const { encode, decode } = await tokenizer();
  const windows = new TokenWindows(request.size, request.overlap, decode);
  let tokens = 0;
  let isEmpty = true;
  let open: CutPiece[] = [];
  const finished = (text: string): CutPiece => ({
    text,
    ...(request.embed ? { vector: packed(embedWords(text)) } : {}),
  });
  for await (const piece of textPieces(partsOf(request))) {
    isEmpty &&= piece.trim() === '';
    const some = encode(piece);
    tokens += some.length;
    if (tokens > request.mostTokens) throw unparsable('is too large');
    for (const text of windows.push(some)) {
      open.push(finished(text));
      if (open.length < TOGETHER) continue;
      yield open;
      open = [];
    }
  }
  if (isEmpty) throw unparsable('is empty');
  yield [...open, ...windows.end().map(finished)];
}

function partsOf({ text, mostBytes }: CutRequest): AsyncIterable<string> | Iterable<string> {
  return 'whole' in text ? [text.whole] : decodeParts(atMost(createReadStream(text.path), mostBytes));
}

async function* atMost(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw unparsable('is too large');
    yield chunk;
  }
}

/** One text at a time; a message without a request asks for the next pieces of it. */
let wanted = Promise.withResolvers<void>();

async function answer(request: CutRequest): Promise<void> {
  const say = (said: CutAnswer) => parentPort?.postMessage(said);
  try {
    for await (const pieces of cut(request)) {
      say({ pieces });
      await wanted.promise;
      wanted = Promise.withResolvers();
    }
    say({ ended: true });
  } catch (error) {
    if (error instanceof FileUnreadable) say({ fault: error.fault });
    else say({ broke: error instanceof Error ? error.message : String(error) });
  }
}

parentPort?.on('message', (request: CutRequest | 'next') => {
  if (request === 'next') wanted.resolve();
  else void answer(request);
});
