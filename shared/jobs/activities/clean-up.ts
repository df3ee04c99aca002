import { statusOf } from '../../foundry/service-error.ts';
import { withProjectOf } from '../contract/in-its-project.ts';
import type { JobOptions } from '../contract/job-options.ts';
import type { JobRunContext } from '../contract/job-type.ts';
import { uploadsOf } from '../contract/uploads-of.ts';

/**
 * Deletes the files that were uploaded for a job, unless they are to be kept. They are found by their names, so that one whose
 * upload was never recorded goes as well.
 */
export async function deleteUploads(all: JobRunContext, request: JobOptions): Promise<void> {
  if (request.keepFiles) return;
  const tools = await withProjectOf(request, all);
  for (const file of await uploadsOf(tools)) {
    await tools.openai.files.delete(file.id).catch((error: unknown) => {
      if (statusOf(error) !== 404) throw error;
    });
  }
}
