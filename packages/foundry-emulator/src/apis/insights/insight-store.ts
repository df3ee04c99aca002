import type { Collection, Store } from '../../core/store/store.ts';
import { hasEnded, type Insight, type InsightRequest, runsIn } from './insight.ts';

/** A run that an insight is about. */
interface Mention {
  readonly insight: string;
  readonly run: string;
  readonly request: InsightRequest;
}

export interface InsightStore {
  readonly insights: Collection<Insight>;
  readonly mentions: Collection<Mention>;
  /** Insights by the id of a repeatable request. */
  readonly repeatable: Collection<{ readonly id: string; readonly insight: string }>;
  /** Stores a new insight. */
  add(insight: Insight): void;
}

const evalOf = (request: InsightRequest) => ('evalId' in request ? request.evalId : undefined);

export function insightStore(store: Store): InsightStore {
  const insights = store.collection<Insight>({
    name: 'insights',
    key: ({ id }) => id,
    indexes: {
      type: ({ request }) => request.type,
      evalId: ({ request }) => evalOf(request),
      agentName: ({ request }) => ('agentName' in request ? request.agentName : undefined),
      open: (insight) => !hasEnded(insight),
    },
  });
  const mentions = store.collection<Mention>({
    name: 'insightRuns',
    key: ({ insight, run }) => `${insight} ${run}`,
    indexes: {
      run: ({ run }) => run,
      type: ({ request }) => request.type,
      evalId: ({ request }) => evalOf(request),
      agentName: () => undefined,
    },
  });
  return {
    insights,
    mentions,
    repeatable: store.collection({ name: 'insightRequests', key: ({ id }) => id }),
    add(insight) {
      insights.put(insight);
      for (const run of runsIn(insight.request)) mentions.put({ insight: insight.id, run, request: insight.request });
    },
  };
}
