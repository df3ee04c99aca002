/** Body of an image request, already validated. */
export interface ImageBody {
  /** Name of the deployment, below `/openai/v1/`. */
  readonly model?: unknown;
  readonly prompt: string;
  readonly n?: number | null;
  readonly size?: Size | null;
  readonly response_format?: 'url' | 'b64_json' | null;
  readonly user?: string | null;
  readonly quality?: Quality | null;
  readonly style?: 'vivid' | 'natural' | null;
  readonly background?: 'transparent' | 'opaque' | 'auto' | null;
  readonly output_format?: 'png' | 'jpeg' | 'webp' | null;
  readonly output_compression?: number | null;
  readonly moderation?: 'low' | 'auto' | null;
  readonly stream?: boolean | null;
  readonly partial_images?: number | null;
}

export type Size = '256x256' | '512x512' | '1792x1024' | '1024x1792' | '1024x1024' | '1536x1024' | '1024x1536' | 'auto';

export type Quality = 'standard' | 'hd' | 'low' | 'medium' | 'high' | 'auto';

/** True for the models of the gpt-image family, which answer differently from DALL-E. */
export const isGptImage = (modelName: string): boolean => /gpt-image/i.test(modelName);
