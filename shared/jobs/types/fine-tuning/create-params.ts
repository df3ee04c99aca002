import type { JobCreateParams } from 'openai/resources/fine-tuning';
import { RequestError } from '../../../core/request-error.ts';
import { KEY_IN_METADATA } from '../../contract/job-options.ts';
import type { UploadedFiles } from '../../contract/job-type.ts';
import type { FineTuningRequest } from './request.ts';

/** The service's request for a job. Our key goes along, so that the job is found again. */
export function createParams(request: FineTuningRequest, files: UploadedFiles, key: string): JobCreateParams {
  const { training, validation } = files;
  if (training === undefined) throw new RequestError('internal_error', 'The training file was not uploaded.');
  const { model, method, suffix, seed, metadata } = request;
  return {
    model,
    training_file: training,
    ...(validation === undefined ? {} : { validation_file: validation }),
    // Fields that are left out are undefined here and absent there: JSON knows no difference.
    ...(method === undefined ? {} : { method: method as JobCreateParams.Method }),
    ...(suffix === undefined ? {} : { suffix }),
    ...(seed === undefined ? {} : { seed }),
    metadata: { ...metadata, [KEY_IN_METADATA]: key },
  };
}
