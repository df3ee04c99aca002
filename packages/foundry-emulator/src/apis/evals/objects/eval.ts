import type { JsonSchema } from '../../../core/json-schema.ts';
import type { Criterion } from '../../../grading/contract/criteria.ts';

type StringMap = Readonly<Record<string, string>>;

export type DataSourceConfig =
  | { readonly type: 'custom'; readonly item_schema: JsonSchema; readonly include_sample_schema?: boolean }
  | { readonly type: 'logs' | 'stored_completions'; readonly metadata?: Readonly<Record<string, unknown>> | null }
  | { readonly type: 'azure_ai_source'; readonly scenario: string };

/** An eval, as stored and as shown: the shape of the data, and the criteria. */
export interface Eval {
  readonly object: 'eval';
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly created_by: string;
  readonly data_source_config: DataSourceConfig & { readonly schema: JsonSchema };
  readonly testing_criteria: readonly Criterion[];
  readonly metadata: StringMap | null;
  readonly properties: StringMap;
}

export interface EvalRequest {
  readonly data_source_config: DataSourceConfig;
  readonly testing_criteria: readonly Criterion[];
  readonly name?: string | null;
  readonly metadata?: StringMap | null;
  readonly properties?: StringMap | null;
}

export type EvalUpdate = Pick<EvalRequest, 'name' | 'metadata' | 'properties'>;
