import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { newId } from '../../core/ids.ts';
import { BATCH_WINDOW_SECONDS } from '../../core/limits.ts';
import { projectFiles } from '../files/file-store.ts';
import { type Batch, batchStore, hasEnded, showBatch } from './batch.ts';
import { openBatchRunner } from './batch-runner.ts';

interface Bodies {
  Batches_Create: {
    readonly input_file_id: string;
    readonly endpoint: string;
    readonly metadata?: Readonly<Record<string, string>> | null;
    readonly output_expires_after?: { readonly seconds: number } | null;
  };
}

/** Batches. Their requests go to the emulator's own handlers, with the checks of a request over HTTP. */
export const batches = group<Bodies>('Batches', (project) => {
  const { clock, store } = project;
  const fileStore = projectFiles(project);
  const stored = batchStore(store);
  const runner = openBatchRunner(project, stored, fileStore);

  const show = (batch: Batch) => showBatch({ ...batch, request_counts: runner.countsOf(batch) });
  const existing = (id: string): Batch => {
    const batch = stored.get(id);
    if (!batch) throw notFound(`There is no batch ${id}.`, 'batch_id');
    return batch;
  };

  return {
    Batches_Create: ({ body, endpoint: base }) => {
      const { input_file_id: id, endpoint, metadata, output_expires_after: expiry } = body;
      const file = fileStore.files.get(id);
      if (!file) throw badRequest(`There is no file ${id}.`, 'input_file_id');
      if (file.purpose !== 'batch')
        throw badRequest(
          `The file ${id} was uploaded for ${file.purpose}; upload it with the purpose batch.`,
          'input_file_id',
        );
      const created_at = clock.seconds();
      const batch: Batch = {
        id: newId('batch'),
        endpoint,
        base,
        input_file_id: id,
        status: 'validating',
        created_at,
        expires_at: created_at + BATCH_WINDOW_SECONDS,
        metadata: metadata ?? null,
        request_counts: { total: 0, completed: 0, failed: 0 },
        ...(expiry ? { outputLifetime: expiry.seconds } : {}),
      };
      stored.put(batch);
      runner.schedule(batch);
      return show(batch);
    },
    Batches_List: ({ query }) => cursorPage(stored, query, {}, show),
    Batches_Get: ({ params }) => show(existing(params.batch_id)),
    Batches_Cancel: ({ params }) => {
      const batch = existing(params.batch_id);
      if (hasEnded(batch))
        throw badRequest(`The batch ${batch.id} is ${batch.status} and cannot be cancelled.`, 'batch_id');
      return show(batch.status === 'cancelling' ? batch : runner.cancel(batch));
    },
  };
});
