import type { JsonSchema } from '../../core/json-schema.ts';

/** A function that the model may call. */
export interface ModelTool {
  name: string;
  description: string;
  parameters: JsonSchema;
  strict?: boolean;
  /**
   * Marks a search tool that the rule-based model calls when no other tool fits. Results are `quoted` by the question or `told` as they
   * are. Upstream models do not see this field or the next.
   */
  looksUp?: 'quoted' | 'told';
  /** Parameter that takes the user's text unchanged. */
  takesWords?: string;
  /** Parameter that takes Python code, which the rule-based model writes for requests about data. */
  runsPython?: string;
}

export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'image'; url: string; detail?: 'auto' | 'low' | 'high' }
  /** Base64 data. `text` is the speech, if it is known without recognition. */
  | { type: 'audio'; data: string; format: 'wav' | 'mp3'; text?: string }
  /** `url` is a data URL. `text` is the file's text, if it can be extracted. */
  | { type: 'file'; filename: string; url: string; text?: string };

/** Returns the text of a part for models that read only text. */
export const partText = (part: ModelPart): string => (part.type === 'image' ? '' : (part.text ?? ''));

/** Model input: messages, earlier calls, and their results. */
export type ModelItem =
  | { type: 'message'; role: 'system' | 'developer' | 'user' | 'assistant'; content: ModelPart[] }
  | { type: 'call'; callId: string; name: string; arguments: string }
  /** `image` is the URL or data URL of an image in the result. */
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
  /** Texts at which the answer ends. They are not included. */
  stop?: string[];
  seed?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  logitBias?: Record<string, number>;
  /** Requests log-probabilities with this number of alternatives per token. */
  logprobs?: number;
}

/** One token of an answer with its alternatives. */
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

/**
 * Events of one turn. `start` comes first, if at all. A `call` is followed by `arguments` deltas of one JSON text. `results` are those of
 * a content filter that ended the turn.
 */
export type ModelEvent =
  /** Names the model's configuration; when it changes, the same request may get another answer. */
  | { type: 'start'; fingerprint: string }
  | { type: 'text'; delta: string; logprobs?: TokenLogprob[] }
  | { type: 'refusal'; delta: string; logprobs?: TokenLogprob[] }
  | { type: 'call'; callId: string; name: string }
  | { type: 'arguments'; callId: string; delta: string }
  | { type: 'end'; reason: ModelEndReason; usage?: ModelUsage; results?: Readonly<Record<string, object>> };

/** A language model or a substitute, which answers one turn at a time. */
export interface Model {
  /** Kind of model, shown in the metadata of each response: `rule-based`, `scenario` or `upstream`. */
  readonly label: string;
  /** Streams one turn, ending with `end`. Throws ModelError on failure. Stops when the signal aborts. */
  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
