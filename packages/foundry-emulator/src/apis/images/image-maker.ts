import type { ProjectContext } from '../../core/project/project-context.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';
import { judge } from '../../model/content-filter/filter-text.ts';
import { asFailure } from '../../model/contract/model-failure.ts';
import { upstreamSettings } from '../../model/upstream/upstream-settings.ts';
import { draw } from './draw-image.ts';
import type { ImageBody } from './image-body.ts';
import { policyViolation } from './image-policy.ts';
import { pngOf } from './png.ts';
import { type MadeImage, upstreamImages } from './upstream-images.ts';

/**
 * Returns the function that generates images: with the upstream if it can, otherwise drawn by rules.
 * @throws ApiError 400 when the content filter stops the prompt; the upstream's failure otherwise
 */
export function imageMaker({ settings, scenarios, log }: Pick<ProjectContext, 'settings' | 'scenarios' | 'log'>) {
  const upstream = upstreamSettings(settings);
  const make = upstream && upstreamImages(upstream);

  return async (deployment: string, body: ImageBody, size: string, signal: AbortSignal) => {
    const judgement = judge(scenarios.current(contentFilterScenario), body.prompt, 'image');
    if (judgement.filtered) throw policyViolation(judgement.results, body.prompt);
    const upstreams = await make?.(deployment, body, signal).catch((error: unknown) => {
      throw asFailure(error);
    });
    if (make && !upstreams) log.warn('the upstream makes no images; one was drawn by rules', { deployment });
    return { judgement, images: upstreams ?? (await drawn(body, size)) };
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
