/** Body of "create completion", already validated. Null means absent. */
export interface CompletionBody {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: unknown;
  readonly prompt?: Prompt | null;
  readonly best_of?: number | null;
  readonly echo?: boolean | null;
  readonly frequency_penalty?: number | null;
  readonly logit_bias?: Readonly<Record<string, number>> | null;
  readonly logprobs?: number | null;
  readonly max_tokens?: number | null;
  readonly n?: number | null;
  readonly presence_penalty?: number | null;
  readonly seed?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean | null } | null;
  readonly suffix?: string | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
}

/** A text, several texts, the tokens of a text, or the tokens of several texts. */
export type Prompt = string | readonly string[] | readonly number[] | readonly (readonly number[])[];
