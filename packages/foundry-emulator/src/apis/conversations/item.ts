/**
 * An item of a conversation or a response, as it is kept and sent. Types are an open set: each kind of tool brings its own, and a
 * client may hand back whatever it was given.
 */
export interface Item {
  readonly id: string;
  readonly type: string;
  readonly status?: string;
  readonly [field: string]: unknown;
}

export interface ContentPart {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface MessageItem extends Item {
  readonly type: 'message';
  readonly role: 'system' | 'developer' | 'user' | 'assistant';
  readonly content: readonly ContentPart[];
}

export const isMessage = (item: Item): item is MessageItem => item.type === 'message';

/** A part of the assistant's words, as the service sends it. */
export const outputText = (text: string): ContentPart => ({ type: 'output_text', text, annotations: [], logprobs: [] });
