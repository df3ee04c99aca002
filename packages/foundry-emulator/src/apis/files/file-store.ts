import path from 'node:path';
import { Readable } from 'node:stream';
import { notFound } from '../../core/http/api-error.ts';
import { newDashedId } from '../../core/ids.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { Collection } from '../../core/store/store.ts';
import { FileContent } from './file-content.ts';
import type { FileObject, ResultPurpose } from './file-object.ts';

/** Complete bytes that do not belong to a file object yet. */
export interface Received {
  readonly bytes: number;
  keep(about: Pick<FileObject, 'filename' | 'purpose'> & { readonly lifetime?: number }): FileObject;
  drop(): Promise<void>;
}

/** Files of a project: uploads, and files that the service creates. */
export interface FileStore {
  readonly files: Collection<FileObject>;
  /** @throws ApiError 404 */
  get(id: string): FileObject;
  /** Returns a stream of a file's bytes. It fails when the file was removed. */
  read(id: string): Readable;
  /** Returns the path of a file's bytes. */
  pathOf(id: string): string;
  /** Stores bytes. `watch` receives the number of bytes so far, and may throw to stop. */
  receive(bytes: Readable, watch?: (bytes: number) => void): Promise<Received>;
  /** Creates a file of the service. */
  make(filename: string, purpose: ResultPurpose, text: string): Promise<FileObject>;
  remove(id: string): Promise<void>;
  /** Calls `listener` in the transaction that removes a file. */
  onRemove(listener: (id: string) => void): void;
}

export const projectFiles = perProject(openFileStore);

function openFileStore({ store, clock, folder }: ProjectContext): FileStore {
  const files = store.collection<FileObject>({
    name: 'files',
    key: ({ id }) => id,
    indexes: { purpose: ({ purpose }) => purpose, expires: ({ expires_at: at }) => at !== undefined },
  });
  const content = new FileContent(path.join(folder, 'files'));

  const listeners: ((id: string) => void)[] = [];

  const remove = async (id: string) => {
    store.transaction(() => {
      files.delete(id);
      for (const listener of listeners) listener(id);
    });
    await content.remove(id);
  };
  const expire = ({ id, expires_at: at }: FileObject) => {
    if (at !== undefined) clock.at(at * 1000, () => remove(id));
  };
  const receive: FileStore['receive'] = async (stream, watch) => {
    const id = newDashedId('file');
    const bytes = await content.write(id, stream, watch);
    return {
      bytes,
      drop: () => content.remove(id),
      keep: ({ lifetime, ...about }) => {
        const created_at = clock.seconds();
        const file: FileObject = {
          id,
          object: 'file',
          bytes,
          created_at,
          ...about,
          ...(lifetime === undefined ? {} : { expires_at: created_at + lifetime }),
        };
        files.put(file);
        expire(file);
        return file;
      },
    };
  };

  content.keepOnly((id) => files.get(id) !== undefined);
  for (const file of files.all({ where: { expires: true } })) expire(file);

  return {
    files,
    receive,
    remove,
    onRemove: (listener) => void listeners.push(listener),
    read: (id) => content.read(id),
    pathOf: (id) => content.pathOf(id),
    make: async (filename, purpose, text) =>
      (await receive(Readable.from([Buffer.from(text)]))).keep({ filename, purpose }),
    get: (id) => {
      const file = files.get(id);
      if (!file) throw notFound(`There is no file ${id}.`, 'file_id');
      return file;
    },
  };
}
