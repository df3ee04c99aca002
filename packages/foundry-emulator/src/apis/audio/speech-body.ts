/** Body of "create speech", already validated. */
export interface SpeechBody {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: unknown;
  readonly input: string;
  readonly voice: Voice;
  readonly response_format?: SpeechFormat | null;
  readonly speed?: number | null;
}

export type Voice = 'alloy' | 'echo' | 'fable' | 'onyx' | 'nova' | 'shimmer';
export type SpeechFormat = 'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm';
