import type { EvaluationRule, Schedule } from '@azure/ai-projects';
import type { JobContext } from '../../jobs/contract/job-context.ts';
import { runSource } from '../../jobs/types/evaluation-run/run-source.ts';
import type { ResponseRule, ServiceSchedule } from '../config/evaluation.ts';
import { MARK, ruleDescription } from './deployed-items.ts';

/** A schedule without the fields that the service sets. */
export type WantedSchedule = Pick<Schedule, 'displayName' | 'enabled' | 'trigger' | 'task' | 'properties' | 'tags'>;

/** @throws RequestError when the data set does not exist */
export async function wantedSchedule(
  { name, enabled, when, data, target, prompt }: ServiceSchedule,
  evalId: string,
  tools: Pick<JobContext, 'project'>,
): Promise<WantedSchedule> {
  const data_source = await runSource({ data, target, prompt }, {}, tools);
  const task = {
    type: 'Evaluation' as const,
    evalId,
    evalRun: { name, data_source },
  };
  // A start or an end that was added by hand is drift as well.
  const trigger = when.type === 'OneTime' ? when : { startTime: undefined, endTime: undefined, ...when };
  return { displayName: name, enabled, trigger: trigger as Schedule['trigger'], task, properties: { [MARK]: name } };
}

export type WantedRule = Omit<EvaluationRule, 'id' | 'systemData'>;

export function wantedRule({ name, enabled, agent, share, maxHourlyRuns }: ResponseRule, evalId: string): WantedRule {
  const action = {
    type: 'continuousEvaluation' as const,
    evalId,
    maxHourlyRuns,
    samplingRate: share === 1 ? undefined : share * 100,
  };
  return {
    displayName: name,
    description: ruleDescription(name),
    enabled,
    eventType: 'responseCompleted',
    filter: { agentName: agent },
    action,
  };
}
