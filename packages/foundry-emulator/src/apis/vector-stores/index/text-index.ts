import { setImmediate as breathe } from 'node:timers/promises';
import { MAX_FILE_BYTES, MAX_FILE_TOKENS } from '../../../core/limits.ts';
import type { ProjectContext } from '../../../core/project/project-context.ts';
import { limitSetting } from '../../../core/settings.ts';
import { chooseEmbedder } from '../../../model/embedding/upstream-embedder.ts';
import { projectFiles } from '../../files/file-store.ts';
import { moreFileTypes } from '../extract/file-types.ts';
import { FileUnreadable } from '../extract/file-unreadable.ts';
import type { FileFault, StoreFile } from '../objects/store-file.ts';
import { IndexDatabase } from './index-database.ts';
import { indexFile } from './index-file.ts';
import { IndexWorkers } from './index-workers.ts';
import { type Found, type SearchRequest, search } from './search.ts';

/** Search index over the files of vector stores. */
export interface TextIndex {
  /** Indexes a file and replaces its earlier index entry. */
  add(file: StoreFile): Promise<{ readonly usageBytes: number } | { readonly fault: FileFault }>;
  /** Removes files of a store from the index. */
  remove(storeId: string, fileIds: readonly string[]): void;
  /** Removes all files of a store in steps. Ends early when the emulator stops. */
  removeStore(storeId: string): Promise<void>;
  /** Returns the texts of a file's chunks, in order. */
  texts(storeId: string, fileId: string): string[];
  /** Returns the best chunks first. */
  search(request: SearchRequest, signal: AbortSignal): Promise<Found[]>;
  contents(): { readonly storeId: string; readonly fileId: string }[];
  close(): void;
}

const GONE: FileFault = { code: 'server_error', message: 'The file was deleted.' };

/** Files to remove in one step, before other work continues. */
const SLICE = 50;

export function textIndex(project: ProjectContext): TextIndex {
  const database = new IndexDatabase(project.folder);
  const fileStore = projectFiles(project);
  const workers = new IndexWorkers();
  const tools = {
    database,
    fileStore,
    workers,
    moreFileTypes: moreFileTypes(project.settings),
    embedder: chooseEmbedder(project.settings),
    mostTokens: limitSetting(project.settings, 'FOUNDRY_MAX_FILE_TOKENS', MAX_FILE_TOKENS),
    mostBytes: limitSetting(project.settings, 'FOUNDRY_MAX_TEXT_BYTES', MAX_FILE_BYTES),
    closing: project.closing,
  };
  // The next start indexes interrupted files again.
  project.closing.addEventListener('abort', () => workers.close(), { once: true });

  return {
    add: async (file) => {
      const about = fileStore.files.get(file.id);
      if (!about) return { fault: GONE };
      try {
        return { usageBytes: await indexFile(file, about, tools) };
      } catch (error) {
        if (!fileStore.files.get(file.id)) return { fault: GONE };
        if (!(error instanceof FileUnreadable)) throw error;
        database.remove(file.vector_store_id, [file.id]);
        return { fault: error.fault };
      }
    },
    remove: (storeId, fileIds) => database.remove(storeId, fileIds),
    removeStore: async (storeId) => {
      for (let some = database.files(storeId, SLICE); some.length > 0; some = database.files(storeId, SLICE)) {
        if (project.closing.aborted) return;
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
