import type { Call } from '../../core/http/call.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { checkSize } from './check-image.ts';
import type { ImageBody } from './image-body.ts';
import { imageMaker } from './image-maker.ts';
import { imageResults } from './image-policy.ts';
import { Gallery } from './image-store.ts';

/** Returns the handler of the images API. */
export function imageDesk(project: ProjectContext) {
  const { store, clock, folder } = project;
  const make = imageMaker(project);
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
    const { judgement, images } = await make(deployment, body, size, signal);
    return {
      created: clock.seconds(),
      data: images.map(({ image, revisedPrompt }) => ({
        ...(body.response_format === 'b64_json'
          ? { b64_json: image.toString('base64') }
          : { url: `${url.origin}/_emulator/images/${encodeURIComponent(project.name)}/${gallery.keep(image)}` }),
        revised_prompt: revisedPrompt ?? body.prompt,
        prompt_filter_results: judgement.results,
        content_filter_results: imageResults(judgement),
      })),
    };
  };
}
