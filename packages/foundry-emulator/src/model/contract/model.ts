import type { JsonSchema } from '../../core/json-schema.ts';

/** A function the model may call. Where and how it runs is not the model's business. */
export interface ModelTool {
  name: string;
  description: string;
  parameters: JsonSchema;
  strict?: boolean;
  /**
   * It looks up what the user's words are about, whatever that is: the one to call when no other fits. What it finds is quoted by the
   * question, or told as it is. Neither this nor the next is told to real models.
   */
  looksUp?: 'quoted' | 'told';
  /** The parameter that takes the user's words as they are. */
  takesWords?: string;
}

export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string; detail?: 'auto' | 'low' | 'high' }
  /** Base64 data. `text` is the speech in it, where it is known without listening. */
  | { type: 'audio'; data: string; format: 'wav' | 'mp3'; text?: string }
  /** `url` is a data URL. `text` is what a reader sees in the file, where it can be extracted. */
  | { type: 'file'; filename: string; url: string; text?: string };

/** Returns what a model that reads only text gets from a part. */
export const partText = (part: ModelPart): string => (part.type === 'image' ? '' : (part.text ?? ''));

/** What the model reads: messages, its own earlier calls, and what came of them. */
export type ModelItem =
  | { type: 'message'; role: 'system' | 'developer' | 'user' | 'assistant'; content: ModelPart[] }
  | { type: 'call'; callId: string; name: string; arguments: string }
  /** `image` is a picture that the result shows: its address, or a data URL. */
  | { type: 'result'; callId: string; output: string; image?: string };

export type ModelFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | { type: 'json_schema'; name: string; schema: JsonSchema; description?: string; strict?: boolean };

export type ModelToolChoice = 'none' | 'auto' | 'required' | { name: string };

export interface ModelRequest {
  /** Name of the model deployment. */
  deployment: string;
  instructions?: string;
  items: ModelItem[];
  tools: ModelTool[];
  toolChoice: ModelToolChoice;
  parallelToolCalls: boolean;
  format: ModelFormat;
  temperature?: number;
  topP?: number;
  maxOutputTokens?: number;
  reasoningEffort?: string;
  /** Texts at which the answer ends; they are no part of it. */
  stop?: string[];
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  logitBias?: Record<string, number>;
  /** Wants the log-probabilities of the answer's tokens, and those of so many alternatives for each. */
  logprobs?: number;
}

/** One token of an answer, and what else might have stood there. */
export interface TokenLogprob {
  token: string;
  logprob: number;
  alternatives: { token: string; logprob: number }[];
}

export interface ModelUsage {
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}

export type ModelEndReason = 'stop' | 'max_output_tokens' | 'content_filter';

/** One turn as it comes; `results` are those of a content filter that ended it. `start` comes first, if at all. A call is announced once; its arguments follow as pieces of one JSON text. */
export type ModelEvent =
  /** Names the configuration that answers: the same request may be answered otherwise when it changes. */
  | { type: 'start'; fingerprint: string }
  | { type: 'text'; delta: string; logprobs?: TokenLogprob[] }
  | { type: 'refusal'; delta: string; logprobs?: TokenLogprob[] }
  | { type: 'call'; callId: string; name: string }
  | { type: 'arguments'; callId: string; delta: string }
  | { type: 'end'; reason: ModelEndReason; usage?: ModelUsage; results?: Readonly<Record<string, object>> };

/** Something that answers as a language model does, one turn at a time. */
export interface Model {
  /** Kind of model, shown in the metadata of each response: `rule-based`, `scenario` or `upstream`. */
  readonly label: string;
  /** Streams one turn and closes it with `end`. Throws ModelError when it cannot. Stops when the signal aborts. */
  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
