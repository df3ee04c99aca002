import type { JsonSchema } from '../../core/json-schema.ts';
import type { DataSource } from './on-your-data-source.ts';

/** Body of "create chat completion", already validated; only the fields that are used. Null means absent. */
export interface ChatBody {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: unknown;
  readonly messages: readonly ChatMessage[];
  readonly data_sources?: readonly DataSource[] | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean | null } | null;
  readonly stop?: string | readonly string[] | null;
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly presence_penalty?: number | null;
  readonly frequency_penalty?: number | null;
  readonly logit_bias?: Readonly<Record<string, number>> | null;
  readonly logprobs?: boolean | null;
  readonly top_logprobs?: number | null;
  readonly n?: number | null;
  readonly parallel_tool_calls?: boolean | null;
  readonly response_format?: ResponseFormat | null;
  readonly seed?: number | null;
  /** Not in the reference of 2024-10-01-preview; `v1` clients send it. */
  readonly service_tier?: string | null;
  readonly tools?: readonly { readonly type: 'function'; readonly function: FunctionDefinition }[] | null;
  readonly tool_choice?: ToolChoice | null;
  readonly function_call?: 'none' | 'auto' | { readonly name: string } | null;
  readonly functions?: readonly FunctionDefinition[] | null;
  readonly reasoning_effort?: string | null;
  /** Stores the completion, so that it can be read and listed. */
  readonly store?: boolean | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

export type ToolChoice = 'none' | 'auto' | 'required' | { readonly function: { readonly name: string } };

export type ResponseFormat =
  | { readonly type: 'text' | 'json_object' }
  | { readonly type: 'json_schema'; readonly json_schema: JsonSchemaFormat };

interface JsonSchemaFormat {
  readonly name: string;
  readonly description?: string | null;
  readonly schema?: JsonSchema | null;
  readonly strict?: boolean | null;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly description?: string | null;
  readonly parameters?: JsonSchema | null;
  readonly strict?: boolean | null;
}

export type TextContent = string | readonly { readonly type: 'text'; readonly text: string }[];

export type ContentPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly refusal: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail?: Detail | null } }
  | { readonly type: 'input_audio'; readonly input_audio: unknown }
  | { readonly type: 'file'; readonly file: unknown };

type Detail = 'auto' | 'low' | 'high';

export interface ToolCall {
  readonly id: string;
  readonly function: { readonly name: string; readonly arguments: string };
}

export type ChatMessage =
  | { readonly role: 'system' | 'developer'; readonly content: TextContent }
  | { readonly role: 'user'; readonly content: string | readonly ContentPart[] }
  | AssistantMessage
  | { readonly role: 'tool'; readonly content: TextContent; readonly tool_call_id: string }
  | { readonly role: 'function'; readonly content: string | null; readonly name: string };

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content?: string | readonly ContentPart[] | null;
  readonly refusal?: string | null;
  readonly tool_calls?: readonly ToolCall[] | null;
  readonly function_call?: { readonly name: string; readonly arguments: string } | null;
  readonly context?: { readonly intent?: string | null } | null;
}
