import { ApiError, badRequest } from '../../core/http/api-error.ts';
import type { CompletionBody } from './completion-body.ts';

/** Models that support `suffix`. Source: Azure OpenAI REST 2024-10-01-preview, `suffix`. */
const INSERTING_MODEL = /^gpt-3[.]?5-turbo-instruct/;

/** Checks fields that require or exclude each other. @throws ApiError 400 naming the field */
export function checkCompletion(body: CompletionBody, modelName: string): void {
  const { n, stream } = body;
  // The default 1 means "as many as `n`".
  const best = body.best_of ?? 1;
  if (body.stream_options && !stream)
    throw badRequest("'stream_options' is only allowed when 'stream' is enabled.", 'stream_options');
  if (best > 1 && best < (n ?? 1))
    throw badRequest("'best_of' must be at least 'n': the best are chosen from so many.", 'best_of');
  if (stream && best > (n ?? 1))
    throw badRequest("'best_of' cannot be streamed. Leave it out, or 'stream'.", 'best_of');
  if (body.suffix && body.echo) throw badRequest("'suffix' and 'echo' cannot be set at the same time.", 'echo');
  if (body.suffix && !INSERTING_MODEL.test(modelName))
    throw new ApiError(400, {
      code: 'unsupported_parameter',
      message: `Unsupported parameter: 'suffix' is not supported with ${modelName}, only with gpt-3.5-turbo-instruct.`,
      param: 'suffix',
    });
}
