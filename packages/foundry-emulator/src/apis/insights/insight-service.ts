import { messageOf } from '../../../../../shared/core/errors.ts';
import { BackgroundWork } from '../../core/background-work/background-work.ts';
import { newId } from '../../core/ids.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { secondsSetting } from '../../core/settings.ts';
import { chooseEmbedder } from '../../model/embedding/upstream-embedder.ts';
import { agentStore } from '../agents/agent-store.ts';
import { runService } from '../evals/run/run-service.ts';
import { evaluatorStore } from '../evaluators/evaluator-store.ts';
import { checkRequest } from './check-insight-request.ts';
import { clusterFailures } from './cluster-failures.ts';
import { compareRuns } from './compare-runs.ts';
import { failedResults, failedResultsOfAgent } from './failed-results.ts';
import type { Insight, InsightBody, InsightRequest, InsightResult } from './insight.ts';
import { type InsightStore, insightStore } from './insight-store.ts';

/** Default seconds that an insight waits, and that it takes. */
const PACE = 1;

/** Creates insights of a project for clients and schedules. */
export interface InsightService {
  readonly kept: InsightStore;
  /** @throws ApiError 400 naming the field */
  check(request: InsightRequest): void;
  /** Creates and stores an insight; `take` starts it. @throws ApiError as `check` */
  make(body: InsightBody): Insight;
  take(insight: Insight): void;
}

export const insightService = perProject(openInsightService);

function openInsightService(project: ProjectContext): InsightService {
  const { store, clock, settings, log, closing } = project;
  const kept = insightStore(store);
  const { kept: evals } = runService(project);
  const agents = agentStore(store);
  const evaluators = evaluatorStore(project);
  const embedder = chooseEmbedder(settings);
  const paceMs = secondsSetting(settings, 'FOUNDRY_INSIGHT_SECONDS', PACE) * 1000;
  const work = new BackgroundWork('insights', project);

  const check = (request: InsightRequest) => checkRequest(request, evals, agents);

  const resultOf = async (request: InsightRequest): Promise<InsightResult> => {
    if (request.type === 'EvaluationComparison') return compareRuns(request, evals, evaluators);
    const failures =
      request.type === 'AgentClusterInsight'
        ? failedResultsOfAgent(request.agentName, evals)
        : request.runIds.flatMap((id) => {
            const run = evals.runs.get(id);
            if (!run) throw new Error(`The run ${id} was deleted.`);
            return failedResults(run, evals);
          });
    return { type: request.type, clusterInsight: await clusterFailures(failures, embedder, closing) };
  };

  const end = (insight: Insight, outcome: Pick<Insight, 'state' | 'result'>): void => {
    const metadata = { ...insight.metadata, completedAt: clock.iso() };
    kept.insights.put({ ...insight, ...outcome, metadata });
  };

  const compute = async (insight: Insight): Promise<void> => {
    try {
      const result = await resultOf(insight.request);
      if (!closing.aborted) end(insight, { state: 'Succeeded', result });
    } catch (error) {
      if (closing.aborted) return;
      // The reference has no field for the reason.
      log.warn('an insight failed', { insight: insight.id, reason: messageOf(error) });
      end(insight, { state: 'Failed' });
    }
  };

  /** Schedules the next state of an insight: waiting, running, done. */
  const later = (id: string, due: number): void => {
    work.at(id, due, () => {
      const insight = kept.insights.get(id);
      if (!insight || closing.aborted) return;
      if (insight.state === 'Running') return compute(insight);
      kept.insights.put({ ...insight, state: 'Running' });
      later(id, due + paceMs);
    });
  };

  const take = ({ id }: Insight) => later(id, clock.now() + paceMs);
  work.resume(kept.insights.all({ where: { open: true } }), take);

  return {
    kept,
    check,
    make({ displayName, request }) {
      check(request);
      const metadata = { createdAt: clock.iso() };
      const insight: Insight = { id: newId('insight'), displayName, request, metadata, state: 'NotStarted' };
      store.transaction(() => kept.add(insight));
      return insight;
    },
    take,
  };
}
