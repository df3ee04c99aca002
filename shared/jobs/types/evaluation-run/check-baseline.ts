import { RequestError } from '../../../core/request-error.ts';
import type { EvaluationRunRequest } from './request.ts';

/** @throws RequestError when there is nothing whose runs could be compared */
export function checkBaseline({ baseline, metadata }: Pick<EvaluationRunRequest, 'baseline' | 'metadata'>): void {
  if (baseline === undefined || metadata?.evaluation !== undefined) return;
  const problem = 'is for evaluations that have a past: name one as metadata.evaluation, or leave it out';
  throw new RequestError('invalid_request', `baseline: ${problem}.`, { details: [{ field: 'baseline', problem }] });
}
