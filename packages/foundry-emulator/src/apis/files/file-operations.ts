import { setTimeout as sleep } from 'node:timers/promises';
import type { RawBody } from '../../core/http/call.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { RateLimit } from '../../core/http/rate-limit.ts';
import { Reply } from '../../core/http/reply.ts';
import { UPLOADS_PER_SECOND } from '../../core/limits.ts';
import { limitSetting, secondsSetting } from '../../core/settings.ts';
import { projectFiles } from './file-store.ts';
import { showFile } from './show-file.ts';
import { upload } from './upload.ts';

interface Bodies {
  Files_UploadFile: RawBody;
}

/** Files. The references do not include them; the shapes are those of the official client. */
export const files = group<Bodies>('Files', (project) => {
  const { settings } = project;
  const fileStore = projectFiles(project);
  const show = showFile(project);
  const latencyMs = secondsSetting(settings, 'FOUNDRY_UPLOAD_SECONDS', 0) * 1000;
  const limit = limitSetting(settings, 'FOUNDRY_UPLOADS_PER_SECOND', UPLOADS_PER_SECOND);
  const rate = new RateLimit(limit, 1000, `Rate limit reached: ${limit} files a second may be uploaded.`);

  return {
    Files_UploadFile: async ({ body, headers, signal }) => {
      rate.take();
      // Real time, because the limit protects the machine.
      const latency = latencyMs > 0 ? sleep(latencyMs, undefined, { signal }).catch(() => {}) : undefined;
      const file = await upload(fileStore, body, headers);
      await latency;
      return show(file);
    },
    Files_ListFiles: ({ query }) => cursorPage(fileStore.files, query, { where: { purpose: query.purpose } }, show),
    Files_GetFile: ({ params }) => show(fileStore.get(params.file_id)),
    Files_GetFileContent: ({ params }) => {
      const { id, bytes, filename } = fileStore.get(params.file_id);
      return new Reply(fileStore.read(id), {
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': `${bytes}`,
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
        },
      });
    },
    Files_DeleteFile: async ({ params }) => {
      const { id } = fileStore.get(params.file_id);
      await fileStore.remove(id);
      return { id, object: 'file', deleted: true };
    },
  };
});
