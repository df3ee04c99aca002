import type { Metadata, ResponseFormat, ToolDefinition } from './assistant.ts';
import type { ToolChoice, TruncationStrategy } from './run.ts';
import type { Attachment, MessageContent } from './thread.ts';

/** Request bodies, already validated; only the fields that are used. Null means absent. */
export interface ToolResourcesBody {
  readonly code_interpreter?: { readonly file_ids?: readonly string[] | null } | null;
  readonly file_search?: {
    readonly vector_store_ids?: readonly string[] | null;
    readonly vector_stores?: readonly NewVectorStore[] | null;
  } | null;
  readonly azure_ai_search?: object | null;
}

/** A vector store to create and attach. */
export interface NewVectorStore {
  readonly file_ids?: readonly string[] | null;
  readonly chunking_strategy?: unknown;
  readonly metadata?: Metadata | null;
}

export interface AssistantBody {
  readonly model?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly instructions?: string | null;
  readonly tools?: readonly ToolDefinition[] | null;
  readonly tool_resources?: ToolResourcesBody | null;
  readonly metadata?: Metadata | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly response_format?: ResponseFormat | null;
}

export interface ThreadBody {
  readonly messages?: readonly MessageBody[] | null;
  readonly tool_resources?: ToolResourcesBody | null;
  readonly metadata?: Metadata | null;
}

export type ContentPartBody =
  | { readonly type: 'text'; readonly text: string }
  | Exclude<MessageContent, { readonly type: 'text' }>;

export interface MessageBody {
  readonly role: 'user' | 'assistant';
  readonly content: string | readonly ContentPartBody[];
  readonly attachments?: readonly { readonly file_id: string; readonly tools?: Attachment['tools'] | null }[] | null;
  readonly metadata?: Metadata | null;
}

export interface MetadataBody {
  readonly metadata?: Metadata | null;
}

export interface RunBody {
  readonly assistant_id: string;
  readonly model?: string | null;
  readonly instructions?: string | null;
  readonly additional_instructions?: string | null;
  readonly additional_messages?: readonly MessageBody[] | null;
  readonly tools?: readonly ToolDefinition[] | null;
  readonly metadata?: Metadata | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly stream?: boolean | null;
  readonly max_prompt_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly truncation_strategy?: TruncationStrategy | null;
  readonly tool_choice?: ToolChoice | null;
  readonly parallel_tool_calls?: boolean | null;
  readonly response_format?: ResponseFormat | null;
}

export interface ThreadAndRunBody extends RunBody {
  readonly thread?: ThreadBody | null;
  readonly tool_resources?: ToolResourcesBody | null;
}

export interface ToolOutputsBody {
  readonly tool_outputs: readonly { readonly tool_call_id?: string | null; readonly output?: string | null }[];
  readonly stream?: boolean | null;
}
