import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import type { Insight, InsightBody } from './insight.ts';
import { insightService } from './insight-service.ts';

interface Bodies {
  Insights_Generate: InsightBody;
}

/** Insights from runs of an eval, or from all evaluations of an agent. */
export const insights = group<Bodies>('Insights', (project) => {
  const { kept, make, take } = insightService(project);

  return {
    Insights_Generate: ({ body, headers }) => {
      const repeatable = `${headers['repeatability-request-id'] ?? ''}`;
      const before = kept.insights.get(kept.repeatable.get(repeatable)?.insight ?? '');
      if (before) return show(before, false);
      const insight = project.store.transaction(() => {
        const made = make(body);
        if (repeatable !== '') kept.repeatable.put({ id: repeatable, insight: made.id });
        return made;
      });
      take(insight);
      return insight;
    },
    Insights_List: ({ url, query: { type, evalId, runId, agentName, includeCoordinates } }) => {
      const filter = { type, evalId, agentName };
      if (runId === undefined) {
        return continuationPage(kept.insights, url, { where: filter, order: 'desc' }, (one) =>
          show(one, includeCoordinates),
        );
      }
      const options = { where: { ...filter, run: runId }, order: 'desc' } as const;
      return continuationPage(kept.mentions, url, options, ({ insight }) => {
        const found = kept.insights.get(insight);
        return found ? show(found, includeCoordinates) : {};
      });
    },
    Insights_Get: ({ params, query }) => {
      const insight = kept.insights.get(params.id);
      return insight && show(insight, query.includeCoordinates);
    },
  };
});

function show(insight: Insight, includeCoordinates: boolean): Insight {
  const { result } = insight;
  if (includeCoordinates || !result || result.type === 'EvaluationComparison') return insight;
  const { coordinates: _, ...clusterInsight } = result.clusterInsight;
  return { ...insight, result: { ...result, clusterInsight } };
}
