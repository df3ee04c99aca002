import { createHash } from 'node:crypto';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { judge } from '../../model/content-filter/content-filter.ts';
import { contentFilterScenario } from '../../model/content-filter/default-rules.ts';
import { toApiError } from '../../model/contract/model-error.ts';
import { upstreamSettings } from '../../model/upstream/upstream-settings.ts';
import { draw } from './draw-image.ts';
import type { ImageBody } from './image-body.ts';
import { policyViolation } from './image-policy.ts';
import { pngOf } from './png.ts';
import { type EditedImage, type MadeImage, upstreamImages } from './upstream-images.ts';

/** The image to generate, in every API that generates images. */
export interface ImageTask {
  readonly body: ImageBody;
  /** `{width}x{height}` */
  readonly size: string;
  readonly transparent?: boolean;
  /** Images to edit or to vary. */
  readonly originals?: readonly EditedImage[];
}

/**
 * Returns the function that generates images: with the upstream if it can, otherwise drawn by rules.
 * @throws ApiError 400 when the content filter stops the prompt; the upstream's failure otherwise
 */
export function imageMaker({ settings, scenarios, log }: Pick<ProjectContext, 'settings' | 'scenarios' | 'log'>) {
  const upstream = upstreamSettings(settings);
  const make = upstream && upstreamImages(upstream);

  return async (deployment: string, task: ImageTask, signal: AbortSignal) => {
    const { body, originals } = task;
    const judgement = judge(scenarios.current(contentFilterScenario), body.prompt, 'image');
    if (judgement.filtered) throw policyViolation(judgement.results, body.prompt);
    const upstreams = await make?.(deployment, body, originals ?? [], signal).catch((error: unknown) => {
      throw toApiError(error);
    });
    if (make && !upstreams) log.warn('the upstream generates no images; one was drawn by rules', { deployment });
    return { judgement, images: upstreams ?? (await drawn(task)) };
  };
}

async function drawn({ body: { prompt, n, style }, size, transparent, originals }: ImageTask): Promise<MadeImage[]> {
  const [width = 0, height = 0] = size.split('x').map(Number);
  const revisedPrompt = `Forms and colours for the words of: ${prompt}`;
  const drawing = { width, height, style: style ?? 'vivid', ...(transparent ? { transparent } : {}) };
  const base = variationOf(originals ?? []);
  return Promise.all(
    Array.from({ length: n ?? 1 }, async (_, index) => ({
      image: await pngOf(draw(prompt, drawing, base + index)),
      revisedPrompt,
    })),
  );
}

/** Returns a number derived from the original images, so that edits of different images differ. */
function variationOf(originals: readonly EditedImage[]): number {
  if (originals.length === 0) return 0;
  const hash = createHash('sha256');
  for (const { content } of originals) hash.update(content);
  return hash.digest().readUInt32BE(0);
}
