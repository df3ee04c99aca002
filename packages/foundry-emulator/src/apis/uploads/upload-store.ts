import { createHash } from 'node:crypto';
import path from 'node:path';
import { Readable } from 'node:stream';
import { newId } from '../../core/ids.ts';
import { UPLOAD_LIFETIME_SECONDS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { FileContent } from '../files/file-content.ts';
import type { UploadPurpose } from '../files/file-object.ts';
import type { projectFiles, Received } from '../files/file-store.ts';

/** A stored upload. Its parts are removed when it ends. */
export interface Upload {
  readonly id: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly bytes: number;
  readonly filename: string;
  readonly purpose: UploadPurpose;
  readonly status: 'pending' | 'completed' | 'cancelled' | 'expired';
  /** Lifetime of the file in seconds. */
  readonly lifetime?: number;
  readonly file_id?: string;
}

export interface UploadPart {
  readonly id: string;
  readonly created_at: number;
  readonly upload_id: string;
}

/** Opens the uploads of a project and expires them on the emulator's clock. */
export function openUploads({ store, clock, folder }: ProjectContext, fileStore: ReturnType<typeof projectFiles>) {
  const uploads = store.collection<Upload>({
    name: 'uploads',
    key: ({ id }) => id,
    indexes: { status: ({ status }) => status },
  });
  const parts = store.collection<UploadPart>({
    name: 'uploadParts',
    key: ({ id }) => id,
    indexes: { upload: ({ upload_id: upload }) => upload },
  });
  const content = new FileContent(path.join(folder, 'upload-parts'));

  /** Ends a pending upload and removes its parts. */
  const end = async (upload: Upload): Promise<Upload> => {
    const ended = [...parts.all({ where: { upload: upload.id } })];
    store.transaction(() => {
      uploads.put(upload);
      for (const { id } of ended) parts.delete(id);
    });
    await Promise.all(ended.map(({ id }) => content.remove(id)));
    return upload;
  };
  const expire = ({ id, expires_at: at }: Upload) =>
    clock.at(at * 1000, () => {
      const upload = uploads.get(id);
      return upload?.status === 'pending' ? end({ ...upload, status: 'expired' }) : undefined;
    });

  content.keepOnly((id) => parts.get(id) !== undefined);
  for (const upload of uploads.all({ where: { status: 'pending' } })) expire(upload);

  return {
    uploads,
    parts,
    end,
    create(about: Pick<Upload, 'bytes' | 'filename' | 'purpose' | 'lifetime'>): Upload {
      const created_at = clock.seconds();
      const expires_at = created_at + UPLOAD_LIFETIME_SECONDS;
      const upload: Upload = { id: newId('upload'), created_at, expires_at, status: 'pending', ...about };
      uploads.put(upload);
      expire(upload);
      return upload;
    },
    /** Stores the bytes of a part. `watch` receives the number of bytes so far, and may throw to stop. */
    async receive(bytes: Readable, watch: (bytes: number) => void) {
      const id = newId('part');
      await content.write(id, bytes, watch);
      return {
        drop: () => content.remove(id),
        keep: (upload_id: string): UploadPart => {
          const part = { id, created_at: clock.seconds(), upload_id };
          parts.put(part);
          return part;
        },
      };
    },
    /** Joins parts in the given order. Returns the bytes of a file without its object, and their MD5 checksum. */
    async join(ids: readonly string[]): Promise<{ readonly received: Received; readonly md5: string }> {
      const hash = createHash('md5');
      const joined = async function* () {
        for (const id of ids) {
          for await (const chunk of content.read(id) as AsyncIterable<Buffer>) {
            hash.update(chunk);
            yield chunk;
          }
        }
      };
      const received = await fileStore.receive(Readable.from(joined()));
      return { received, md5: hash.digest('hex') };
    },
  };
}
