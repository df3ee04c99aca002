import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ApiError, badRequest } from '../../core/http/api-error.ts';
import { type FormFile, readForm } from '../../core/http/read-form.ts';
import { checkFilename, largestFile, readUploadRequest } from './check-upload.ts';
import type { FileObject } from './file-object.ts';
import type { FileStore, Received } from './file-store.ts';

/**
 * Stores a file from a streamed form, whose fields may precede or follow the file.
 * @throws ApiError when the form is invalid; nothing is stored then
 */
export async function upload(fileStore: FileStore, body: Readable, headers: IncomingHttpHeaders): Promise<FileObject> {
  let taken: { readonly received: Received; readonly filename: string } | undefined;
  let begun = false;
  try {
    const fields = await readForm(body, headers, async (file) => {
      if (file.field !== 'file')
        throw badRequest(`The file is in the field "${file.field}"; it belongs in "file".`, file.field);
      if (begun) throw badRequest('There is more than one file in the form.', 'file');
      begun = true;
      taken = { received: await receive(fileStore, file), filename: file.filename };
    });
    if (!taken) throw badRequest('The form has no file in its field "file".', 'file');
    const { received, filename } = taken;
    const { purpose, lifetime } = readUploadRequest(fields);
    checkFilename(filename, purpose);
    if (received.bytes === 0) throw badRequest(`The file ${filename} is empty.`, 'file');
    limit(received.bytes, purpose);
    return received.keep({ filename, purpose, ...(lifetime === undefined ? {} : { lifetime }) });
  } catch (error) {
    await taken?.received.drop();
    throw error;
  }
}

const receive = (fileStore: FileStore, { stream, fields }: FormFile): Promise<Received> =>
  fileStore.receive(stream, (bytes) => limit(bytes, fields.get('purpose')));

function limit(bytes: number, purpose: string | undefined): void {
  const most = largestFile(purpose);
  if (bytes <= most) return;
  throw new ApiError(413, {
    code: 'file_size_exceeded',
    message: `The file is larger than ${most} bytes, the most that a file${purpose === undefined ? '' : ` for ${purpose}`} may have.`,
    param: 'file',
  });
}
