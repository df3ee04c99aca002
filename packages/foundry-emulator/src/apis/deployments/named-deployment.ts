import { ApiError } from '../../core/http/api-error.ts';

/** The deployment that a body below `/openai/v1/` names. @throws ApiError 400 when it names none */
export function namedDeployment({ model }: { readonly model?: unknown }): string {
  if (typeof model === 'string' && model !== '') return model;
  throw new ApiError(400, {
    code: 'missing_required_parameter',
    message: "Missing required parameter: 'model'. Name a deployment.",
    param: 'model',
  });
}
