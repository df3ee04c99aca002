import type { JsonSchema } from '../../../core/json-schema.ts';
import type { TemplateMessage } from '../../../grading/contract/criteria.ts';

/** A row of data, with an existing answer if it has one. */
export interface Row {
  readonly item: Readonly<Record<string, unknown>>;
  readonly sample?: Readonly<Record<string, unknown>> | undefined;
}

export type Rows =
  | { readonly type: 'file_content'; readonly content: readonly Row[] }
  | { readonly type: 'file_id'; readonly id: string };

/** Selects stored responses; each becomes a row. Times are in seconds. */
export interface StoredResponses {
  readonly type: 'responses';
  readonly created_after?: number | null;
  readonly created_before?: number | null;
  readonly instructions_search?: string | null;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly model?: string | null;
  readonly reasoning_effort?: string | null;
  readonly temperature?: number | null;
  readonly tools?: readonly string[] | null;
  readonly top_p?: number | null;
  readonly users?: readonly string[] | null;
}

/** Selects stored chat completions (`store: true`); each becomes a row. Times are in seconds. */
export interface StoredChats {
  readonly type: 'stored_completions';
  readonly created_after?: number | null;
  readonly created_before?: number | null;
  readonly limit?: number | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly model?: string | null;
}

/** Messages to the model for each row: a template with variables, or a reference to messages in the row. */
export type InputMessages =
  | { readonly type: 'template'; readonly template: readonly TemplateMessage[] }
  | { readonly type: 'item_reference'; readonly item_reference: string };

export interface SamplingParams {
  readonly max_completion_tokens?: number | null;
  readonly reasoning_effort?: string | null;
  readonly response_format?: ResponseFormat | null;
  readonly seed?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly text?: { readonly format?: unknown } | null;
  readonly tools?: readonly unknown[] | null;
}

export interface ResponseFormat {
  readonly type: string;
  readonly json_schema?: { readonly name: string; readonly schema?: JsonSchema; readonly strict?: boolean | null };
}

interface Sampled {
  readonly input_messages?: InputMessages | null;
  readonly model?: string | null;
  readonly sampling_params?: SamplingParams | null;
}

export type Target =
  | {
      readonly type: 'azure_ai_model';
      readonly model?: string | null;
      readonly sampling_params?: SamplingParams | null;
    }
  | { readonly type: 'azure_ai_agent'; readonly name: string; readonly version?: string | null }
  | { readonly type: 'azure_ai_assistant'; readonly id?: string | null };

/** Selects stored responses by ids in the rows. */
export interface ResponseRetrieval {
  readonly type: 'response_retrieval';
  readonly data_mapping: Readonly<Record<string, string>>;
  /** Turns of the conversation, including the response's own. */
  readonly max_num_turns?: number | null;
  readonly source: Rows;
}

/** Selects traces that were sent to the emulator. */
export interface TraceSource {
  readonly type: 'azure_ai_traces';
  readonly trace_ids: readonly string[];
  readonly lookback_hours?: number | null;
}

/** Attacks on a target, from built-in objectives, from prompts in rows, or from the sub-categories of a taxonomy. */
export type RedTeamParams = {
  readonly attack_strategies: readonly string[];
  /** Turns of a conversation, for strategies with several turns. */
  readonly num_turns: number;
} & (
  | { readonly type: 'red_team' }
  | { readonly type: 'red_team_seed_prompts'; readonly source: Rows }
  | { readonly type: 'red_team_taxonomy'; readonly source: Rows }
);

export interface RedTeamSource {
  readonly type: 'azure_ai_red_team';
  readonly item_generation_params: RedTeamParams;
  readonly target: Target;
}

/** Source of a run's rows, and of the answers to them. */
export type DataSource =
  | { readonly type: 'jsonl'; readonly source: Rows }
  | ({ readonly type: 'completions'; readonly source: Rows | StoredChats } & Sampled)
  | ({ readonly type: 'responses'; readonly source: Rows | StoredResponses } & Sampled)
  | {
      readonly type: 'azure_ai_target_completions';
      readonly source: Rows;
      readonly target: Target;
      readonly input_messages?: InputMessages | null;
    }
  | TraceSource
  | RedTeamSource
  | {
      readonly type: 'azure_ai_responses';
      /** Rule that the run belongs to, and its maximum of runs in an hour. Runs that a client creates have neither. */
      readonly event_configuration_id?: string | null;
      readonly max_runs_hourly?: number | null;
      readonly item_generation_params: ResponseRetrieval;
    };

/** Returns the part of a data source that the rows come from, or `undefined` when there is none. */
export function rowsOf(data: DataSource): Rows | StoredResponses | StoredChats | undefined {
  if (data.type === 'azure_ai_traces') return undefined;
  if (data.type === 'azure_ai_red_team') {
    const { item_generation_params: params } = data;
    return params.type === 'red_team_seed_prompts' ? params.source : undefined;
  }
  return data.type === 'azure_ai_responses' ? data.item_generation_params.source : data.source;
}
