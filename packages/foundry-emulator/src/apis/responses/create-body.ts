/** Body of "create response", already validated; only the fields that are used. Null means absent. */
export interface CreateBody {
  readonly agent?: AgentReference | null;
  /** Spelling of v1 clients. */
  readonly agent_reference?: AgentReference | null;
  readonly background?: boolean | null;
  readonly conversation?: string | { readonly id: string } | null;
  readonly include?: readonly string[] | null;
  readonly input?: unknown;
  readonly instructions?: string | null;
  readonly max_output_tokens?: number | null;
  readonly max_tool_calls?: number | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
  readonly model?: string | null;
  readonly parallel_tool_calls?: boolean | null;
  readonly previous_response_id?: string | null;
  readonly prompt?: unknown;
  readonly reasoning?: { readonly effort?: string | null } | null;
  readonly service_tier?: string | null;
  readonly store?: boolean | null;
  readonly stream?: boolean | null;
  readonly structured_inputs?: Readonly<Record<string, unknown>> | null;
  readonly temperature?: number | null;
  readonly text?: { readonly format?: TextFormat | null } | null;
  readonly tool_choice?: ToolChoice | null;
  readonly tools?: readonly unknown[] | null;
  readonly top_logprobs?: number | null;
  readonly top_p?: number | null;
  readonly truncation?: 'auto' | 'disabled' | null;
  readonly user?: string | null;
}

export interface AgentReference {
  readonly name: string;
  readonly version?: string | null;
}

export interface TextFormat {
  readonly type: string;
  readonly [field: string]: unknown;
}

export type ToolChoice =
  | 'none'
  | 'auto'
  | 'required'
  | { readonly type: string; readonly name?: string; readonly [field: string]: unknown };
