import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { secondsSetting } from '../../core/settings.ts';
import type { Collection } from '../../core/store/store.ts';
import type { FileStore, Received } from '../files/file-store.ts';
import { type Batch, type BatchFault, hasEnded, type RequestCounts } from './batch.ts';
import { checkInput } from './batch-request.ts';
import { type BatchResults, executeBatch, type Stop } from './execute-batch.ts';
import { requestSender } from './send-request.ts';

/** Executes batches in the background, on the emulator's clock. */
export interface BatchRunner {
  /** Schedules the next step of a batch that has just been stored. */
  schedule(batch: Batch): void;
  cancel(batch: Batch): Batch;
  /** Returns the counts of a batch, up to date while it runs. */
  countsOf(batch: Batch): RequestCounts;
}

/** Default seconds for which a batch is validated, and for which it is in progress. */
const SECONDS = { validating: 1, inProgress: 2 };

const CANCELLED: Stop = { code: 'batch_cancelled', message: 'The batch was cancelled before this request was sent.' };
const EXPIRED: Stop = { code: 'batch_expired', message: 'The batch expired before this request was sent.' };

export function openBatchRunner(
  project: ProjectContext,
  batches: Collection<Batch>,
  fileStore: FileStore,
): BatchRunner {
  const { clock, log, store, settings } = project;
  const lasting = secondsSetting(settings, 'FOUNDRY_BATCH_SECONDS', SECONDS.inProgress);
  const work = new BackgroundWork('batches', project);
  const running = new Map<string, RequestCounts>();

  const change = (id: string, changes: Partial<Batch>): Batch | undefined => {
    const batch = batches.get(id);
    if (!batch || hasEnded(batch)) return undefined;
    const changed = { ...batch, ...changes };
    batches.put(changed);
    return changed;
  };
  const fail = (id: string, faults: readonly BatchFault[]) =>
    void change(id, { status: 'failed', failed_at: clock.seconds(), faults });

  const schedule = (batch: Batch) => {
    const due = dueOf(batch, lasting);
    work.at(batch.id, due * 1000, (signal) => step(batch.id, due, signal));
  };

  /** Executes the next step of a batch at the time at which it was due, however late the timer. */
  const step = async (id: string, due: number, signal: AbortSignal): Promise<void> => {
    const batch = batches.get(id);
    if (!batch || hasEnded(batch) || signal.aborted) return;
    try {
      if (batch.status === 'validating') await validate(batch, due, signal);
      else await execute(batch, due, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error('a batch failed', { batch: id, reason: messageOf(error) });
      fail(id, [{ code: 'server_error', message: `The batch failed: ${messageOf(error)}.`, param: null, line: null }]);
    }
  };

  const validate = async ({ id, input_file_id: input, endpoint }: Batch, due: number, signal: AbortSignal) => {
    const { faults, total, model } = await checkInput(fileStore.read(input), endpoint);
    if (signal.aborted || batches.get(id)?.status !== 'validating') return;
    if (faults.length > 0) return fail(id, faults);
    const counts = { total, completed: 0, failed: 0 };
    const named = model === undefined ? {} : { model };
    const begun = change(id, { status: 'in_progress', in_progress_at: due, request_counts: counts, ...named });
    if (begun) schedule(begun);
  };

  const execute = async (batch: Batch, due: number, signal: AbortSignal) => {
    const { id, in_progress_at: begun, expires_at: expiry } = batch;
    if (begun === undefined) return void change(id, { status: 'cancelled', cancelled_at: due });
    const late = begun + lasting > expiry;
    const cancelled = () => batches.get(id)?.status === 'cancelling';
    const send = requestSender(project, batch);
    running.set(id, batch.request_counts);
    try {
      const results = await executeBatch({
        fileStore,
        inputFile: batch.input_file_id,
        total: batch.request_counts.total,
        stopped: () => {
          signal.throwIfAborted();
          return cancelled() ? CANCELLED : late ? EXPIRED : undefined;
        },
        send: (body) => send(body, signal),
        progress: (counts) => void running.set(id, counts),
      });
      if (signal.aborted || !batches.get(id)) return void (await drop(results));
      store.transaction(() => finish(batch, due, results, cancelled() ? 'cancelled' : late ? 'expired' : 'completed'));
    } finally {
      running.delete(id);
    }
  };

  const finish = (
    { id, outputLifetime: lifetime }: Batch,
    due: number,
    { output, errors, counts, usage }: BatchResults,
    status: 'completed' | 'cancelled' | 'expired',
  ) => {
    const file = (received: Received, name: string) =>
      received.keep({
        filename: `${id}_${name}.jsonl`,
        purpose: 'batch_output',
        ...(lifetime === undefined ? {} : { lifetime }),
      }).id;
    change(id, {
      status,
      ...(status === 'completed' ? { finalizing_at: due } : {}),
      [`${status}_at`]: status === 'cancelled' ? clock.seconds() : due,
      request_counts: counts,
      usage,
      ...(output ? { output_file_id: file(output, 'output') } : {}),
      ...(errors ? { error_file_id: file(errors, 'error') } : {}),
    });
  };

  work.resume(batches.all({ where: { open: true } }), schedule);

  return {
    schedule,
    cancel(batch) {
      const cancelling: Batch = { ...batch, status: 'cancelling', cancelling_at: clock.seconds() };
      batches.put(cancelling);
      // A batch that runs sees it before its next requests.
      if (!running.has(batch.id)) schedule(cancelling);
      return cancelling;
    },
    countsOf: ({ id, request_counts: counts }) => running.get(id) ?? counts,
  };
}

async function drop({ output, errors }: BatchResults): Promise<void> {
  await output?.drop();
  await errors?.drop();
}

/** Returns the time of the next step of a batch in seconds. */
function dueOf({ status, created_at: created, in_progress_at: begun, ...batch }: Batch, lasting: number): number {
  if (status === 'cancelling') return batch.cancelling_at ?? created;
  return begun === undefined ? created + SECONDS.validating : Math.min(begun + lasting, batch.expires_at);
}
