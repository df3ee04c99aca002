import type { ImageEditParamsNonStreaming, ImagesResponse } from 'openai/resources/images';
import { ModelError } from '../../model/contract/model-error.ts';
import { lacksOperation, upstreamFailure } from '../../model/upstream/upstream-failure.ts';
import { type UpstreamSettings, upstreamClient } from '../../model/upstream/upstream-settings.ts';
import { type ImageBody, isGptImage } from './image-body.ts';

export interface MadeImage {
  readonly image: Buffer;
  readonly revisedPrompt?: string;
}

/** An image that a request sends. */
export interface EditedImage {
  readonly filename: string;
  readonly content: Buffer;
  readonly isMask: boolean;
}

export type MakeImages = (
  deployment: string,
  body: ImageBody,
  originals: readonly EditedImage[],
  signal: AbortSignal,
) => Promise<readonly MadeImage[] | undefined>;

/** Generates images with an OpenAI-compatible server. Returns undefined when it lacks the operation. @throws ModelError when it fails */
export function upstreamImages(settings: UpstreamSettings): MakeImages {
  const client = upstreamClient(settings);
  return async (deployment, body, originals, signal) => {
    const model = settings.models.get(deployment) ?? deployment;
    const { prompt, n, quality, style, user, background } = body;
    // gpt-image models always answer with base64 and refuse the parameter.
    const format = isGptImage(model) ? {} : { response_format: 'b64_json' as const };
    const common = { model, n: n ?? 1, ...format, ...(user ? { user } : {}), stream: false as const };
    const options = {
      prompt,
      size: body.size ?? ('1024x1024' as const),
      ...(quality ? { quality } : {}),
      ...(background ? { background } : {}),
    };
    try {
      const { images } = await client();
      const made: ImagesResponse =
        originals.length === 0
          ? await images.generate({ ...common, ...options, ...(style ? { style } : {}) }, { signal })
          : await images.edit({ ...common, ...options, ...(await files(originals)) } as ImageEditParamsNonStreaming, {
              signal,
            });
      return (made.data ?? []).map(({ b64_json, revised_prompt }) => {
        if (!b64_json) throw new ModelError('server_error', `The upstream model "${model}" sent no image as b64_json.`);
        return { image: Buffer.from(b64_json, 'base64'), ...(revised_prompt ? { revisedPrompt: revised_prompt } : {}) };
      });
    } catch (thrown) {
      signal.throwIfAborted();
      if (lacksOperation(thrown)) return undefined;
      throw upstreamFailure(thrown, settings.url, model);
    }
  };
}

async function files(originals: readonly EditedImage[]) {
  const { toFile } = await import('openai');
  const [mask] = originals.filter(({ isMask }) => isMask);
  const sources = originals.filter(({ isMask }) => !isMask);
  const image = await Promise.all(sources.map(({ content, filename }) => toFile(content, filename)));
  return { image, ...(mask ? { mask: await toFile(mask.content, mask.filename) } : {}) };
}
