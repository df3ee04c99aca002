import { group } from '../../frame/group.ts';
import { namedDeployment } from '../../model/named-deployment.ts';
import type { ImageBody } from '../../pictures/image-body.ts';
import { imageDesk } from '../../pictures/image-desk.ts';

interface Bodies {
  ImageGenerations_Create: ImageBody;
  ImageGenerations_CreateV1: ImageBody;
}

/** Images made of words. */
export const images = group<Bodies>('Images', (world) => {
  const make = imageDesk(world);
  return {
    ImageGenerations_Create: (call) => make(call.params['deployment-id'], call.body, call),
    ImageGenerations_CreateV1: (call) => make(namedDeployment(call.body), call.body, call),
  };
});
