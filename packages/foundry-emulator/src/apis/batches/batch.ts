import type { Collection, Store } from '../../core/store/store.ts';

type Status =
  | 'validating'
  | 'failed'
  | 'in_progress'
  | 'finalizing'
  | 'completed'
  | 'expired'
  | 'cancelling'
  | 'cancelled';

/** A fault of the input file. */
export interface BatchFault {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number | null;
}

export interface RequestCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

export interface TokenUsage {
  readonly input: number;
  readonly output: number;
}

/** A stored batch. Times are seconds on the emulator's clock. */
export interface Batch {
  readonly id: string;
  /** As the client wrote it, with or without `/v1`. */
  readonly endpoint: string;
  /** Base address that the client used; addresses in results begin with it. */
  readonly base: string;
  readonly input_file_id: string;
  readonly status: Status;
  readonly created_at: number;
  readonly expires_at: number;
  readonly metadata: Readonly<Record<string, string>> | null;
  /** Lifetime of the result files in seconds. */
  readonly outputLifetime?: number;
  readonly model?: string;
  readonly request_counts: RequestCounts;
  readonly usage?: TokenUsage;
  readonly faults?: readonly BatchFault[];
  readonly output_file_id?: string;
  readonly error_file_id?: string;
  readonly in_progress_at?: number;
  readonly finalizing_at?: number;
  readonly completed_at?: number;
  readonly failed_at?: number;
  readonly expired_at?: number;
  readonly cancelling_at?: number;
  readonly cancelled_at?: number;
}

const ENDED: ReadonlySet<Status> = new Set(['failed', 'completed', 'expired', 'cancelled']);

export const hasEnded = ({ status }: Batch): boolean => ENDED.has(status);

export const batchStore = (store: Store): Collection<Batch> =>
  store.collection<Batch>({ name: 'batches', key: ({ id }) => id, indexes: { open: (batch) => !hasEnded(batch) } });

/** Shows a batch to clients. */
export function showBatch({ base: _, outputLifetime: __, faults, usage, ...batch }: Batch): object {
  return {
    errors: faults ? { object: 'list', data: faults } : null,
    completion_window: '24h',
    output_file_id: null,
    error_file_id: null,
    in_progress_at: null,
    finalizing_at: null,
    completed_at: null,
    failed_at: null,
    expired_at: null,
    cancelling_at: null,
    cancelled_at: null,
    ...batch,
    object: 'batch',
    ...(usage ? { usage: showUsage(usage) } : {}),
  };
}

const showUsage = ({ input, output }: TokenUsage) => ({
  input_tokens: input,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + output,
});
