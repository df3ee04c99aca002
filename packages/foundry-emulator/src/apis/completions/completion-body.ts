/** The body of "create completion", checked by the frame. Null is as good as absent. */
export interface CompletionBody {
  /** Below `/openai/v1/`: the deployment. */
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

/** A text, several, the tokens of a text, or those of several. */
export type Prompt = string | readonly string[] | readonly number[] | readonly (readonly number[])[];
