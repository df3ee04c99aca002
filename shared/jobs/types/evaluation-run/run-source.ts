import { RequestError } from '../../../core/request-error.ts';
import type { JobContext } from '../../contract/job-context.ts';
import type { UploadedFiles } from '../../contract/job-type.ts';
import type { EvaluationRunRequest } from './request.ts';
import { rowSource } from './rows.ts';
import { dataSource } from './target.ts';

/** The service's data source of a run: rows, rows as questions to a target, or responses that were given before. */
export async function runSource(
  { data, target, prompt }: Pick<EvaluationRunRequest, 'data' | 'target' | 'prompt'>,
  files: UploadedFiles,
  tools: Pick<JobContext, 'project'>,
): Promise<object> {
  if (data.responses === undefined) return dataSource(await rowSource(data, files, tools), target, prompt);
  return {
    type: 'azure_ai_responses',
    item_generation_params: {
      type: 'response_retrieval',
      data_mapping: { response_id: '{{item.response_id}}' },
      source: { type: 'file_content', content: data.responses.map((id) => ({ item: { response_id: id } })) },
    },
  };
}

/** @throws RequestError when a target is given for responses, which are answers already */
export function checkResponses({ data, target }: Pick<EvaluationRunRequest, 'data' | 'target'>): void {
  if (data.responses === undefined || target === undefined) return;
  const problem = 'answers rows, and data.responses are answers already: leave one of them out';
  throw new RequestError('invalid_request', `target: ${problem}.`, { details: [{ field: 'target', problem }] });
}
