import type { Metadata, ToolResources } from './assistant.ts';

export interface Thread {
  readonly id: string;
  readonly object: 'thread';
  readonly created_at: number;
  readonly tool_resources: ToolResources;
  readonly metadata: Metadata;
}

/** A part of a message's text that refers to a file. */
export interface Annotation {
  readonly type: 'file_citation' | 'file_path';
  /** The part of the text that an annotation replaces. */
  readonly text: string;
  readonly start_index: number;
  readonly end_index: number;
  readonly file_citation?: { readonly file_id: string };
  readonly file_path?: { readonly file_id: string };
}

export type MessageContent =
  | {
      readonly type: 'text';
      readonly text: { readonly value: string; readonly annotations: readonly Annotation[] };
    }
  | { readonly type: 'image_file'; readonly image_file: { readonly file_id: string; readonly detail?: string } }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail?: string } };

export interface Attachment {
  readonly file_id: string;
  readonly tools: readonly { readonly type: string }[];
}

export type IncompleteReason = 'content_filter' | 'max_tokens' | 'run_cancelled' | 'run_expired' | 'run_failed';

/** A message of a thread as clients see it. */
export interface Message {
  readonly id: string;
  readonly object: 'thread.message';
  readonly created_at: number;
  readonly thread_id: string;
  readonly status: 'in_progress' | 'incomplete' | 'completed';
  readonly incomplete_details: { readonly reason: IncompleteReason } | null;
  readonly completed_at: number | null;
  readonly incomplete_at: number | null;
  readonly role: 'user' | 'assistant';
  readonly content: readonly MessageContent[];
  readonly assistant_id: string | null;
  readonly run_id: string | null;
  readonly attachments: readonly Attachment[];
  readonly metadata: Metadata;
}

export const textContent = (value: string, annotations: readonly Annotation[] = []): MessageContent => ({
  type: 'text',
  text: { value, annotations },
});
