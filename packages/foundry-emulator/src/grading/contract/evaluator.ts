import type { AssetVersion } from '../../apis/assets/version-store.ts';

type StringMap = Readonly<Record<string, string>>;

export interface EvaluatorMetric {
  readonly type?: 'ordinal' | 'continuous' | 'boolean';
  readonly desirable_direction?: 'increase' | 'decrease' | 'neutral';
  readonly is_primary?: boolean;
  readonly min_value?: number;
  readonly max_value?: number;
}

export interface EvaluatorDefinition {
  readonly type: string;
  readonly data_schema?: unknown;
  readonly init_parameters?: unknown;
  readonly metrics?: Readonly<Record<string, EvaluatorMetric>>;
  /** Python source, for the type `code`. */
  readonly code_text?: string;
  /** Prompt, for the type `prompt`. */
  readonly prompt_text?: string;
}

/** Fields of an evaluator that can be changed. */
export interface EvaluatorUpdate {
  readonly categories?: readonly string[] | null;
  readonly description?: string | null;
  readonly display_name?: string | null;
  readonly metadata?: StringMap | null;
  readonly tags?: StringMap | null;
}

/** A version as clients send it. */
export interface EvaluatorRequest extends EvaluatorUpdate {
  readonly categories: readonly string[];
  readonly definition: EvaluatorDefinition;
  readonly evaluator_type: 'builtin' | 'custom';
}

/** A version, as stored and as shown. Times are in seconds since 1970. */
export interface EvaluatorVersion extends EvaluatorRequest, AssetVersion {
  readonly id: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly modified_at: number;
}
