import { asFailure } from '../chat/failure.ts';
import { judge } from '../content-filter/judge.ts';
import type { Call } from '../frame/call.ts';
import type { World } from '../frame/world.ts';
import { deploymentsOf } from '../groups/deployments/deployments.ts';
import { upstreamSettings } from '../model/upstream/settings.ts';
import { checkSize } from './check-image.ts';
import { draw } from './draw.ts';
import { Gallery } from './gallery.ts';
import type { ImageBody } from './image-body.ts';
import { pngOf } from './png.ts';
import { imageResults, policyViolation } from './policy.ts';
import { type MadeImage, upstreamImages } from './upstream-images.ts';

/** Makes images: by the upstream when it makes any, else drawn by rules. */
export function imageDesk({ project, store, clock, settings, scripts, folder, log }: World) {
  const upstream = upstreamSettings(settings);
  const make = upstream && upstreamImages(upstream);
  const deployments = deploymentsOf(store);
  const gallery = new Gallery(
    () => folder,
    () => clock.seconds(),
  );

  return async (
    deployment: string,
    body: ImageBody,
    { url, signal }: Pick<Call, 'url' | 'signal'>,
  ): Promise<object> => {
    const size = body.size ?? '1024x1024';
    checkSize(size, deployments.get(deployment)?.modelName ?? deployment);
    const judgement = judge(scripts.current('content-filter'), body.prompt, 'image');
    if (judgement.filtered) throw policyViolation(judgement.results, body.prompt);
    const upstreams = await make?.(deployment, body, signal).catch((error: unknown) => {
      throw asFailure(error);
    });
    if (make && !upstreams) log.warn('the upstream makes no images; one was drawn by rules', { deployment });
    const images = upstreams ?? (await drawn(body, size));
    return {
      created: clock.seconds(),
      data: images.map(({ image, revisedPrompt }) => ({
        ...(body.response_format === 'b64_json'
          ? { b64_json: image.toString('base64') }
          : { url: `${url.origin}/_emulator/images/${encodeURIComponent(project)}/${gallery.keep(image)}` }),
        revised_prompt: revisedPrompt ?? body.prompt,
        prompt_filter_results: judgement.results,
        content_filter_results: imageResults(judgement),
      })),
    };
  };
}

async function drawn({ prompt, n, style }: ImageBody, size: string): Promise<MadeImage[]> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const revisedPrompt = `Forms and colours for the words of: ${prompt}`;
  return Promise.all(
    Array.from({ length: n ?? 1 }, async (_, variation) => ({
      image: await pngOf(draw(prompt, { width, height, style: style ?? 'vivid' }, variation)),
      revisedPrompt,
    })),
  );
}
