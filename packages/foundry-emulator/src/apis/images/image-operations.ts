import { group } from '../../core/http/operation-group.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import { imageDesk } from './generate-images.ts';
import type { ImageBody } from './image-body.ts';

interface Bodies {
  ImageGenerations_Create: ImageBody;
  ImageGenerations_CreateV1: ImageBody;
}

/** Image generation. */
export const images = group<Bodies>('Images', (project) => {
  const make = imageDesk(project);
  return {
    ImageGenerations_Create: (call) => make(call.params['deployment-id'], call.body, call),
    ImageGenerations_CreateV1: (call) => make(namedDeployment(call.body), call.body, call),
  };
});
