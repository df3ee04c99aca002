import type { RawBody } from '../../core/http/call.ts';
import { group } from '../../core/http/operation-group.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { imageHandler } from './generate-images.ts';
import type { ImageBody } from './image-body.ts';
import { readImageForm } from './read-image-form.ts';

interface Bodies {
  ImageGenerations_Create: ImageBody;
  ImageGenerations_CreateV1: ImageBody;
  ImageEdits_Create: RawBody;
  ImageEdits_CreateV1: RawBody;
  ImageVariations_CreateV1: RawBody;
}

/** Image generation, edits and variations. */
export const images = group<Bodies>('Images', (project) => {
  const make = imageHandler(project);
  return {
    ImageGenerations_Create: (call) => make(call.params['deployment-id'], call.body, call),
    ImageGenerations_CreateV1: (call) => make(namedDeployment(call.body), call.body, call),
    ImageEdits_Create: async (call) => {
      const { body, originals } = await readImageForm('imageEditRequest', call);
      return make(call.params['deployment-id'], body, call, originals);
    },
    ImageEdits_CreateV1: async (call) => {
      const { body, originals } = await readImageForm('imageEditRequest', call);
      return make(namedDeployment(body), body, call, originals);
    },
    ImageVariations_CreateV1: async (call) => {
      const { body, originals } = await readImageForm('imageVariationRequest', call);
      return make(namedDeployment(body), body, call, originals);
    },
  };
});
