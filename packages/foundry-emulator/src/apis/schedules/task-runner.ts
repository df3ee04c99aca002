import { badRequest, notFound, notServed, within } from '../../core/http/api-error.ts';
import { checkPart } from '../../core/http/check-request.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { EvalRun } from '../evals/objects/eval-run.ts';
import { runService } from '../evals/run/run-service.ts';
import { insightService } from '../insights/insight-service.ts';
import type { KeptSchedule, ScheduleTask } from './schedule.ts';

/** An object that a schedule created and stored; it starts after the transaction. */
export interface Started {
  /** Properties of the run. */
  readonly properties: Readonly<Record<string, string>>;
  begin(): void;
}

/** Checks and executes the tasks of schedules. */
export interface TaskRunner {
  /** @throws ApiError 400 naming the field, 501 for unsupported tasks */
  check(task: ScheduleTask, apiVersion: string): void;
  /** Creates the object of a schedule's task. @throws ApiError when that is no longer possible */
  start(schedule: KeptSchedule): Started;
}

export function openTaskRunner(project: ProjectContext): TaskRunner {
  const { kept, engine, check, make } = runService(project);
  const insights = insightService(project);

  return {
    check(task, apiVersion) {
      if (task.type === 'Insight') {
        within('task.insight', () => insights.check(task.insight.request));
        return;
      }
      if (task.type !== 'Evaluation') throw notServed(`task.type ${(task as ScheduleTask).type}`);
      const evaluation = kept.evals.get(task.evalId);
      if (!evaluation) throw badRequest(`There is no eval ${task.evalId}.`, 'task.evalId');
      within('task.evalRun', () => {
        checkPart({ api: 'foundry', shape: 'CreateEvalRunRequest', apiVersion }, task.evalRun);
        check(evaluation, task.evalRun);
      });
    },
    start({ definition: { task }, endpoint }) {
      if (task.type === 'Insight') {
        const insight = insights.make(task.insight);
        return { properties: { insightId: insight.id }, begin: () => insights.take(insight) };
      }
      const evaluation = kept.evals.get(task.evalId);
      if (!evaluation) throw notFound(`The eval ${task.evalId} was deleted.`);
      const run: EvalRun = make(evaluation, task.evalRun, endpoint);
      return { properties: { evalId: evaluation.id, evalRunId: run.id }, begin: () => engine.take(run) };
    },
  };
}
