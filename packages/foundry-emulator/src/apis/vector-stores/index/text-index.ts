import { setImmediate as breathe } from 'node:timers/promises';
import { MAX_FILE_BYTES, MAX_FILE_TOKENS } from '../../../core/limits.ts';
import { limitSetting } from '../../../core/number-settings.ts';
import type { World } from '../../../core/project/project-context.ts';
import { chooseEmbedder } from '../../../model/embedding/choose-embedder.ts';
import type { FileObject } from '../../files/file-object.ts';
import { fileShelf } from '../../files/file-store.ts';
import { TextCutter } from '../chunking/text-chunker.ts';
import { DocumentReader } from '../extract/document-reader.ts';
import { FileUnreadable } from '../extract/file-unreadable.ts';
import type { FileFault, StoreFile } from '../objects/store-file.ts';
import { IndexDatabase } from './index-database.ts';
import { takeIn } from './index-file.ts';
import { type Found, type SearchRequest, search } from './search.ts';

/** What the files of vector stores say, ready to be searched. */
export interface TextIndex {
  /** Reads a file and takes it in, in place of what there was of it. */
  add(file: StoreFile): Promise<{ readonly usageBytes: number } | { readonly fault: FileFault }>;
  /** Forgets files of a store. */
  remove(storeId: string, fileIds: readonly string[]): void;
  /** Forgets all files of a store, a few at a time. Ends early when the emulator stops. */
  removeStore(storeId: string): Promise<void>;
  /** The texts of a file's chunks, in order. */
  texts(storeId: string, fileId: string): string[];
  /** The best chunks first. */
  search(request: SearchRequest, signal: AbortSignal): Promise<Found[]>;
  contents(): { readonly storeId: string; readonly fileId: string }[];
  close(): void;
}

const GONE: FileFault = { code: 'server_error', message: 'The file was deleted.' };

/** Files of a store that are forgotten in one go, before others get their turn. */
const SLICE = 50;

/** Files of more bytes are taken in one after the other: several at once would fill the memory. */
const LARGE_BYTES = 1024 * 1024;

export function textIndex(world: World): TextIndex {
  const database = new IndexDatabase(world.folder);
  const shelf = fileShelf(world);
  const documents = new DocumentReader();
  const cutter = new TextCutter();
  const tools = {
    database,
    shelf,
    documents,
    cutter,
    embedder: chooseEmbedder(world.settings),
    mostTokens: limitSetting(world.settings, 'FOUNDRY_MAX_FILE_TOKENS', MAX_FILE_TOKENS),
    mostBytes: limitSetting(world.settings, 'FOUNDRY_MAX_TEXT_BYTES', MAX_FILE_BYTES),
    closing: world.closing,
  };
  // What is being read then is read again after the next start.
  world.closing.addEventListener(
    'abort',
    () => {
      documents.close();
      cutter.close();
    },
    { once: true },
  );

  let lastLarge: Promise<unknown> = Promise.resolve();
  const inTurn = (file: StoreFile, about: FileObject) => {
    if (about.bytes <= LARGE_BYTES) return takeIn(file, about, tools);
    const taking = lastLarge.then(() => takeIn(file, about, tools));
    lastLarge = taking.catch(() => {});
    return taking;
  };

  return {
    add: async (file) => {
      const about = shelf.files.get(file.id);
      if (!about) return { fault: GONE };
      try {
        return { usageBytes: await inTurn(file, about) };
      } catch (error) {
        if (!shelf.files.get(file.id)) return { fault: GONE };
        if (!(error instanceof FileUnreadable)) throw error;
        database.remove(file.vector_store_id, [file.id]);
        return { fault: error.fault };
      }
    },
    remove: (storeId, fileIds) => database.remove(storeId, fileIds),
    removeStore: async (storeId) => {
      for (let some = database.files(storeId, SLICE); some.length > 0; some = database.files(storeId, SLICE)) {
        if (world.closing.aborted) return;
        database.remove(storeId, some);
        await breathe();
      }
    },
    texts: (storeId, fileId) => database.texts(storeId, fileId),
    search: (request, signal) => search(database, tools.embedder, request, signal),
    contents: () => database.contents(),
    close: () => database.close(),
  };
}
