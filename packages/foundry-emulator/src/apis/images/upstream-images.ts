import type { ImagesResponse } from 'openai/resources/images';
import { ModelError } from '../../model/contract/model-error.ts';
import { upstreamClient } from '../../model/upstream/upstream-client.ts';
import { lacksOperation, upstreamFailure } from '../../model/upstream/upstream-failure.ts';
import type { UpstreamSettings } from '../../model/upstream/upstream-settings.ts';
import type { ImageBody } from './image-body.ts';

export interface MadeImage {
  readonly image: Buffer;
  readonly revisedPrompt?: string;
}

export type MakeImages = (
  deployment: string,
  body: ImageBody,
  signal: AbortSignal,
) => Promise<readonly MadeImage[] | undefined>;

/** Generates images with an OpenAI-compatible server. Returns undefined when it lacks the operation. @throws ModelError when it fails */
export function upstreamImages(settings: UpstreamSettings): MakeImages {
  const client = upstreamClient(settings);
  return async (deployment, body, signal) => {
    const model = settings.models.get(deployment) ?? deployment;
    const { prompt, n, size, quality, style, user } = body;
    try {
      const made: ImagesResponse = await (await client()).images.generate(
        {
          model,
          prompt,
          n: n ?? 1,
          size: size ?? '1024x1024',
          response_format: 'b64_json',
          ...(quality ? { quality } : {}),
          ...(style ? { style } : {}),
          ...(user ? { user } : {}),
          stream: false,
        },
        { signal },
      );
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
