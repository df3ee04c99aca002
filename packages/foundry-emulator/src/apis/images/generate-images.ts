import type { Call } from '../../core/http/call.ts';
import { EventStream, type ServerSentEvent } from '../../core/http/reply.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { countTokens } from '../../model/tokens/tokens.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { checkImageBody } from './check-image.ts';
import { type ImageBody, isGptImage } from './image-body.ts';
import { type ImageTask, imageMaker } from './image-maker.ts';
import { imageResults } from './image-policy.ts';
import { ImageStore } from './image-store.ts';
import type { EditedImage } from './upstream-images.ts';

type Quality = 'low' | 'medium' | 'high';

/** Tokens of an image by size and quality. Source: OpenAI image generation guide, "Cost and latency". */
const OUTPUT_TOKENS: Readonly<Record<string, Readonly<Record<Quality, number>>>> = {
  '1024x1024': { low: 272, medium: 1056, high: 4160 },
  '1024x1536': { low: 408, medium: 1584, high: 6240 },
  '1536x1024': { low: 400, medium: 1568, high: 6208 },
};

/** Tokens of an image that a request sends, in low fidelity. Source: OpenAI image generation guide. */
const INPUT_IMAGE_TOKENS = 323;

/** Returns the handler that generates, edits and varies images. */
export function imageHandler(project: ProjectContext) {
  const { store, clock, folder } = project;
  const make = imageMaker(project);
  const deployments = deploymentsOf(store);
  const imageStore = new ImageStore(
    () => folder,
    () => clock.seconds(),
  );

  /** gpt-image models answer with base64, the settings they chose, and usage; they can stream. */
  const answerOfGptImage = async (
    deployment: string,
    task: ImageTask,
    { kind, signal }: { readonly kind: 'image_generation' | 'image_edit'; readonly signal: AbortSignal },
  ): Promise<object> => {
    const { body, size, originals = [] } = task;
    const { images } = await make(deployment, task, signal);
    const quality = body.quality === 'low' || body.quality === 'medium' ? body.quality : 'high';
    const settings = {
      background: task.transparent ? 'transparent' : 'opaque',
      output_format: 'png',
      quality,
      size,
    };
    const text = await countTokens(body.prompt);
    const pictures = originals.length * INPUT_IMAGE_TOKENS;
    const output = images.length * (OUTPUT_TOKENS[size]?.[quality] ?? 0);
    const usage = {
      input_tokens: text + pictures,
      output_tokens: output,
      total_tokens: text + pictures + output,
      input_tokens_details: { text_tokens: text, image_tokens: pictures },
    };
    const encoded = images.map(({ image }) => image.toString('base64'));
    const created = clock.seconds();
    if (!body.stream) return { created, ...settings, data: encoded.map((b64_json) => ({ b64_json })), usage };
    return new EventStream(events(encoded, { kind, partial: body.partial_images ?? 0, created, settings, usage }));
  };

  /** @param originals images to edit or vary */
  return async (
    deployment: string,
    body: ImageBody,
    { url, signal }: Pick<Call, 'url' | 'signal'>,
    originals: readonly EditedImage[] = [],
  ): Promise<object> => {
    const modelName = deployments.get(deployment)?.modelName ?? deployment;
    checkImageBody(body, modelName);
    const size = !body.size || body.size === 'auto' ? '1024x1024' : body.size;
    const transparent = body.background === 'transparent';
    const task = { body, size, originals, transparent };
    if (isGptImage(modelName)) {
      const kind = originals.length > 0 ? 'image_edit' : 'image_generation';
      return answerOfGptImage(deployment, task, { kind, signal });
    }
    const { judgement, images } = await make(deployment, task, signal);
    return {
      created: clock.seconds(),
      data: images.map(({ image, revisedPrompt }) => ({
        ...(body.response_format === 'b64_json'
          ? { b64_json: image.toString('base64') }
          : { url: `${url.origin}/_emulator/images/${encodeURIComponent(project.name)}/${imageStore.keep(image)}` }),
        revised_prompt: revisedPrompt ?? body.prompt,
        prompt_filter_results: { custom_blocklists: { filtered: false, details: [] }, ...judgement.results },
        content_filter_results: imageResults(judgement),
      })),
    };
  };
}

interface StreamedImages {
  readonly kind: string;
  /** Partial images before each final one. */
  readonly partial: number;
  readonly created: number;
  readonly settings: object;
  readonly usage: object;
}

async function* events(
  images: readonly string[],
  { kind, partial, created, settings, usage }: StreamedImages,
): AsyncGenerator<ServerSentEvent> {
  for (const b64_json of images) {
    const about = { b64_json, created_at: created, ...settings };
    for (let index = 0; index < partial; index++) {
      const type = `${kind}.partial_image`;
      yield { event: type, data: { type, ...about, partial_image_index: index } };
    }
    const type = `${kind}.completed`;
    yield { event: type, data: { type, ...about, usage } };
  }
}
