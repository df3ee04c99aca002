import { group } from '../../core/http/operation-group.ts';
import { namedDeployment } from '../deployments/named-deployment.ts';
import type { CompletionBody } from './completion-body.ts';
import { completionHandler } from './create-completion.ts';

interface Bodies {
  Completions_Create: CompletionBody;
  Completions_CreateV1: CompletionBody;
}

/** Legacy completions, which continue a text. */
export const completions = group<Bodies>('Completions', (project) => {
  const complete = completionHandler(project);
  return {
    Completions_Create: ({ params, body, signal }) => complete(params['deployment-id'], body, signal),
    Completions_CreateV1: ({ body, signal }) => complete(namedDeployment(body), body, signal),
  };
});
