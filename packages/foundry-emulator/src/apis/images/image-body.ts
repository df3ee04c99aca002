/** Body of "create image", already validated. */
export interface ImageBody {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: unknown;
  readonly prompt: string;
  readonly n?: number | null;
  readonly size?: Size | null;
  readonly response_format?: 'url' | 'b64_json' | null;
  readonly user?: string | null;
  readonly quality?: 'standard' | 'hd' | null;
  readonly style?: 'vivid' | 'natural' | null;
}

export type Size = '256x256' | '512x512' | '1792x1024' | '1024x1792' | '1024x1024';
