import type { DataSource } from './data-source.ts';
import type { EvalUpdate } from './eval.ts';

export type RunStatus = 'queued' | 'in_progress' | 'completed' | 'canceled' | 'failed';

/** A run as clients see it, without its data source: a run changes every few rows, while the source may be large and never changes. */
export interface EvalRun {
  readonly object: 'eval.run';
  readonly id: string;
  readonly eval_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly created_by: string;
  readonly status: RunStatus;
  readonly model: string;
  readonly error: RunError | null;
  readonly report_url: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly properties: Readonly<Record<string, string>>;
  readonly result_counts: ResultCounts;
  readonly per_testing_criteria_results: readonly CriterionCounts[];
  readonly per_model_usage: readonly ModelUsage[];
}

/** Data source of a run. */
export interface RunSource {
  /** Id of the run. */
  readonly id: string;
  readonly data_source: DataSource;
  /** Ids of the stored responses or chat completions that matched when the run was created. */
  readonly response_ids: readonly string[];
}

export interface RunError {
  readonly code: string;
  readonly message: string;
}

export interface ResultCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
}

export interface CriterionCounts {
  readonly testing_criteria: string;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
}

export interface ModelUsage {
  readonly model_name: string;
  readonly invocation_count: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number;
  readonly total_tokens: number;
}

/** Verdict of one criterion on one row, as clients see it. A result without a score has no verdict. */
export interface ItemResult {
  readonly type: string;
  readonly name: string;
  readonly metric: string;
  readonly passed: boolean;
  readonly score: number | null;
  readonly label?: string;
  readonly reason?: string;
  readonly threshold?: number;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly sample?: Readonly<Record<string, unknown>>;
}

/** A row of a run with its verdicts. */
export interface OutputItem {
  readonly object: 'eval.run.output_item';
  readonly id: string;
  readonly run_id: string;
  readonly eval_id: string;
  readonly created_at: number;
  readonly status: 'pass' | 'fail' | 'error';
  readonly datasource_item_id: number;
  readonly datasource_item: Readonly<Record<string, unknown>>;
  readonly results: readonly ItemResult[];
  readonly sample: ItemSample;
}

/** Request and answer for a row. */
export interface ItemSample {
  readonly input: readonly { readonly role: string; readonly content: string }[];
  readonly output: readonly { readonly role: string; readonly content: string }[];
  readonly finish_reason: string;
  readonly model: string;
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly cached_tokens: number;
    readonly total_tokens: number;
  };
  readonly error: RunError | null;
  readonly temperature: number;
  readonly max_completion_tokens: number;
  readonly top_p: number;
  readonly seed: number;
}

export const hasEnded = ({ status }: EvalRun): boolean => status !== 'queued' && status !== 'in_progress';

/** Body of "create eval run", which schedules store, too. */
export interface RunRequest extends EvalUpdate {
  readonly data_source: unknown;
}
