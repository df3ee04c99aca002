export type Metadata = Readonly<Record<string, string>>;

/** A tool definition as the client sent it. */
export interface ToolDefinition {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Files and vector stores that the tools of an assistant, a thread or a run may use. */
export interface ToolResources {
  readonly code_interpreter?: { readonly file_ids: readonly string[] };
  readonly file_search?: { readonly vector_store_ids: readonly string[] };
  /** Index that classic agents search. */
  readonly azure_ai_search?: object;
}

export type ResponseFormat =
  | 'auto'
  | 'none'
  | { readonly type?: 'text' | 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly json_schema: {
        readonly name: string;
        readonly description?: string | null;
        readonly schema?: Readonly<Record<string, unknown>> | null;
        readonly strict?: boolean | null;
      };
    };

/** An assistant as clients see it. */
export interface Assistant {
  readonly id: string;
  readonly object: 'assistant';
  readonly created_at: number;
  readonly name: string | null;
  readonly description: string | null;
  readonly model: string;
  readonly instructions: string | null;
  readonly tools: readonly ToolDefinition[];
  readonly tool_resources: ToolResources;
  readonly metadata: Metadata;
  readonly temperature: number;
  readonly top_p: number;
  readonly response_format: ResponseFormat;
}
