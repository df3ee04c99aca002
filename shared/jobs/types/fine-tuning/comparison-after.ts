import type { JobResults } from '../../report/results.ts';
import type { FineTuningRequest } from './request.ts';

/** The comparison that follows a training, when the request wants one. */
export function comparisonAfter({ compare, model }: FineTuningRequest, tunedModel: string): JobResults['followedBy'] {
  if (compare === undefined) return undefined;
  const { evalId, data, prompt, baseDeployment, tunedDeployment } = compare;
  return {
    kind: 'comparison',
    request: {
      evalId,
      data,
      ...(prompt === undefined ? {} : { prompt }),
      base: { model: baseDeployment ?? model },
      tuned: { model: tunedDeployment ?? tunedModel },
      // An operator deploys the model under a name of their choice first.
      waitForDeployment: tunedDeployment !== undefined,
    },
  };
}
