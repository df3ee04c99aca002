/** The body of "create speech", checked by the frame. */
export interface SpeechBody {
  /** Below `/openai/v1/`: the deployment. */
  readonly model?: unknown;
  readonly input: string;
  readonly voice: Voice;
  readonly response_format?: SpeechFormat | null;
  readonly speed?: number | null;
}

export type Voice = 'alloy' | 'echo' | 'fable' | 'onyx' | 'nova' | 'shimmer';
export type SpeechFormat = 'mp3' | 'opus' | 'aac' | 'flac' | 'wav' | 'pcm';
