import { ApiError, badRequest, notFound } from '../../core/http/api-error.ts';
import type { RawBody } from '../../core/http/call.ts';
import { group } from '../../core/http/operation-group.ts';
import { readForm } from '../../core/http/read-form.ts';
import { MAX_UPLOAD_BYTES, MAX_UPLOAD_PART_BYTES } from '../../core/limits.ts';
import { checkFilename } from '../files/check-upload.ts';
import type { UploadPurpose } from '../files/file-object.ts';
import { projectFiles } from '../files/file-store.ts';
import { showFile } from '../files/show-file.ts';
import { openUploads, type Upload } from './upload-store.ts';

interface Bodies {
  Uploads_Create: {
    readonly bytes: number;
    readonly filename: string;
    readonly purpose: UploadPurpose;
    readonly expires_after?: { readonly seconds: number } | null;
  };
  Uploads_AddPart: RawBody;
  Uploads_Complete: { readonly part_ids: readonly string[]; readonly md5?: string | null };
}

/** Files that are uploaded in parts. The references do not include them; the shapes are those of the official client. */
export const uploads = group<Bodies>('Uploads', (project) => {
  const fileStore = projectFiles(project);
  const store = openUploads(project, fileStore);
  const toFile = showFile(project);
  /** Uploads whose parts are being joined. */
  const completing = new Set<string>();

  const show = ({ lifetime: _, file_id: fileId, ...upload }: Upload) => {
    const file = fileId === undefined ? undefined : fileStore.files.get(fileId);
    return { ...upload, object: 'upload', file: file ? toFile(file) : null };
  };
  const pending = (id: string): Upload => {
    const upload = store.uploads.get(id);
    if (!upload) throw notFound(`There is no upload ${id}.`, 'upload_id');
    if (upload.status === 'pending' && !completing.has(id)) return upload;
    throw badRequest(`The upload ${id} is ${completing.has(id) ? 'being completed' : upload.status}.`, 'upload_id');
  };

  return {
    Uploads_Create: ({ body: { bytes, filename, purpose, expires_after: expiry } }) => {
      checkFilename(filename, purpose);
      if (bytes > MAX_UPLOAD_BYTES)
        throw badRequest(`bytes is ${bytes}; an upload has ${MAX_UPLOAD_BYTES} at most.`, 'bytes');
      return show(store.create({ bytes, filename, purpose, ...(expiry ? { lifetime: expiry.seconds } : {}) }));
    },
    Uploads_AddPart: async ({ params, body, headers }) => {
      pending(params.upload_id);
      let received: Awaited<ReturnType<typeof store.receive>> | undefined;
      try {
        await readForm(body, headers, async ({ field, stream }) => {
          if (field !== 'data') throw badRequest(`The part is in the field "${field}"; it belongs in "data".`, field);
          if (received) throw badRequest('There is more than one part in the form.', 'data');
          received = await store.receive(stream, limit);
        });
        if (!received) throw badRequest('The form has no part in its field "data".', 'data');
        // The upload may have ended while the part was on its way.
        return { ...received.keep(pending(params.upload_id).id), object: 'upload.part' };
      } catch (error) {
        await received?.drop();
        throw error;
      }
    },
    Uploads_Complete: async ({ params, body: { part_ids: ids, md5 } }) => {
      const upload = pending(params.upload_id);
      for (const [index, id] of ids.entries()) {
        if (store.parts.get(id)?.upload_id !== upload.id)
          throw badRequest(`The upload ${upload.id} has no part ${id}.`, `part_ids[${index}]`);
        if (ids.indexOf(id) !== index) throw badRequest(`The part ${id} is listed twice.`, `part_ids[${index}]`);
      }
      completing.add(upload.id);
      try {
        const joined = await store.join(ids);
        const { received } = joined;
        const problem = mismatch(upload, received.bytes, md5, joined.md5);
        const now = store.uploads.get(upload.id);
        if (problem || now?.status !== 'pending') {
          await received.drop();
          throw problem ?? badRequest(`The upload ${upload.id} has expired.`, 'upload_id');
        }
        const { filename, purpose, lifetime } = upload;
        const file = received.keep({ filename, purpose, ...(lifetime === undefined ? {} : { lifetime }) });
        return show(await store.end({ ...upload, status: 'completed', file_id: file.id }));
      } finally {
        completing.delete(upload.id);
      }
    },
    Uploads_Cancel: async ({ params }) => show(await store.end({ ...pending(params.upload_id), status: 'cancelled' })),
  };
});

function limit(bytes: number): void {
  if (bytes <= MAX_UPLOAD_PART_BYTES) return;
  throw new ApiError(413, {
    code: 'file_size_exceeded',
    message: `The part is larger than ${MAX_UPLOAD_PART_BYTES} bytes, the most that a part may have.`,
    param: 'data',
  });
}

function mismatch({ bytes }: Upload, found: number, md5: string | null | undefined, actual: string) {
  if (found !== bytes)
    return badRequest(`The parts have ${found} bytes together; the upload was created for ${bytes}.`, 'part_ids');
  if (md5 && md5.toLowerCase() !== actual)
    return badRequest(`The parts have the MD5 checksum ${actual}, not ${md5}.`, 'md5');
  return undefined;
}
