import { ApiError, badRequest } from '../../core/http/api-error.ts';
import type { RawBody } from '../../core/http/call.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { readJson } from '../../core/http/read-body.ts';
import { readForm } from '../../core/http/read-form.ts';
import { Reply } from '../../core/http/reply.ts';
import { isRecord } from '../../core/json-schema.ts';
import { MAX_FILE_BYTES } from '../../core/limits.ts';
import { projectFiles } from '../files/file-store.ts';
import { type Container, type ContainerFile, projectContainers } from './container-store.ts';

interface Bodies {
  Containers_Create: {
    readonly name: string;
    readonly expires_after?: { readonly minutes: number } | null;
    readonly file_ids?: readonly string[] | null;
    readonly memory_limit: string;
    readonly network_policy?: object | null;
  };
  Containers_CreateFile: RawBody;
}

/** Containers of the code interpreter and their files. The shapes are those of the official client. */
export const codeContainers = group<Bodies>('Containers', (project) => {
  const fileStore = projectFiles(project);
  const containers = projectContainers(project);

  /** Adds the file of a form, or a copy of the project file that a JSON body names. */
  const addFile = async (
    id: string,
    body: RawBody,
    headers: Parameters<typeof readForm>[1],
  ): Promise<ContainerFile> => {
    if (!/^multipart\//i.test(headers['content-type'] ?? '')) {
      const given = await readJson(body, headers);
      if (!isRecord(given) || typeof given.file_id !== 'string')
        throw badRequest('Send a form with a file, or JSON with the file_id of a project file.', 'file_id');
      const { id: fileId, filename } = fileStore.get(given.file_id);
      return containers.add(id, filename, fileStore.read(fileId), 'user');
    }
    let added: ContainerFile | undefined;
    await readForm(body, headers, async ({ field, filename, stream }) => {
      if (field !== 'file') throw badRequest(`The file is in the field "${field}"; it belongs in "file".`, field);
      added = await containers.add(id, filename, stream, 'user', limit);
    });
    if (!added) throw badRequest('The form has no file in its field "file".', 'file');
    return added;
  };

  return {
    Containers_Create: async ({ body }) => {
      const { name, expires_after: expiry, file_ids: fileIds, memory_limit, network_policy } = body;
      const settings = {
        name,
        memory_limit,
        ...(expiry ? { minutes: expiry.minutes } : {}),
        ...(network_policy ? { network_policy } : {}),
      };
      return show(await containers.create(settings, fileIds ?? []));
    },
    Containers_List: ({ query }) => cursorPage(containers.containers, query, { where: { name: query.name } }, show),
    Containers_Get: ({ params }) => show(containers.get(params.container_id)),
    Containers_Delete: async ({ params }) => {
      const container = containers.get(params.container_id);
      await containers.remove(container);
      return { id: container.id, object: 'container.deleted', deleted: true };
    },
    Containers_CreateFile: async ({ params, body, headers }) =>
      showFile(await addFile(containers.use(params.container_id).id, body, headers)),
    Containers_ListFiles: ({ params, query }) =>
      cursorPage(
        containers.files,
        query,
        { where: { container: containers.running(params.container_id).id } },
        showFile,
      ),
    Containers_GetFile: ({ params }) => showFile(containers.file(params.container_id, params.file_id)),
    Containers_GetFileContent: ({ params }) => {
      const file = containers.file(params.container_id, params.file_id);
      return new Reply(containers.read(file), {
        headers: { 'content-type': 'application/octet-stream', 'content-length': `${file.bytes}` },
      });
    },
    Containers_DeleteFile: async ({ params }) => {
      const file = containers.file(params.container_id, params.file_id);
      await containers.removeFile(file);
      return { id: file.id, object: 'container.file.deleted', deleted: true };
    },
  };
});

const show = ({ expired, minutes, ...container }: Container) => ({
  ...container,
  object: 'container',
  status: expired ? 'expired' : 'running',
  expires_after: { anchor: 'last_active_at', minutes },
});

const showFile = (file: ContainerFile) => ({ ...file, object: 'container.file' });

function limit(bytes: number): void {
  if (bytes <= MAX_FILE_BYTES) return;
  throw new ApiError(413, {
    code: 'file_size_exceeded',
    message: `The file is larger than ${MAX_FILE_BYTES} bytes, the most that a file may have.`,
    param: 'file',
  });
}
