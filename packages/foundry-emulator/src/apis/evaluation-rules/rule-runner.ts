import { messageOf } from '../../../../../shared/core/errors.ts';
import { badRequest, notServed } from '../../core/http/api-error.ts';
import { newId } from '../../core/ids.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import type { FoundryResponse } from '../conversations/response.ts';
import { runService } from '../evals/run/run-service.ts';
import { responseService } from '../responses/response-service.ts';
import { continuousRun } from './continuous-run.ts';
import type { ContinuousEvaluation, HumanEvaluation, KeptRule, RuleAction } from './rule.ts';
import { isSampled } from './rule.ts';
import { type RuleStore, ruleStore } from './rule-store.ts';

const HOUR_MS = 3_600_000;

const nothing = () => {};

/** Checks the actions of rules, and executes them when a response of their agent completes. */
export interface RuleRunner {
  /** @throws ApiError 400 naming the field, 501 for unsupported actions */
  check(action: RuleAction): void;
  /** Executes a rule of the event `manual` for one response. Returns false when the rule, or a response of its agent, does not exist. */
  fire(id: string, responseId: string): boolean;
}

/** The rule runner of a project. */
export const projectRules = perProject((project) => openRuleRunner(project, ruleStore(project.store)));

function openRuleRunner(project: ProjectContext, { rules, starts, humanEvaluations }: RuleStore): RuleRunner {
  const { clock, log } = project;
  const { kept, engine, check, make } = runService(project);

  /** Counts a run of the rule if its hourly limit allows another one. @returns false at the limit */
  const withinCap = (rule: string, cap: number | null | undefined): boolean => {
    const now = clock.now();
    const times = starts.get(rule)?.times.filter((time) => time > now - HOUR_MS) ?? [];
    if (typeof cap === 'number' && times.length >= cap) return false;
    starts.put({ rule, times: [...times, now] });
    return true;
  };

  const startRun = (rule: KeptRule, action: ContinuousEvaluation, response: FoundryResponse): (() => void) => {
    const evaluation = kept.evals.get(action.evalId);
    if (!evaluation) throw new Error(`the eval ${action.evalId} was deleted`);
    if (!isSampled(response.id, action.samplingRate)) return nothing;
    const request = continuousRun(rule.id, action, response.id);
    check(evaluation, request);
    if (!withinCap(rule.id, action.maxHourlyRuns)) {
      log.info('an evaluation rule has started all runs of this hour', { rule: rule.id, response: response.id });
      return nothing;
    }
    const run = make(evaluation, request, rule.endpoint);
    return () => engine.take(run);
  };

  const askPerson = (rule: KeptRule, { templateId }: HumanEvaluation, response: FoundryResponse): (() => void) => {
    const id = newId('humaneval');
    const request = { id, ruleId: rule.id, templateId, responseId: response.id, requestedAt: clock.iso() };
    humanEvaluations.put(request);
    return nothing;
  };

  const runRule = (rule: KeptRule, response: FoundryResponse): (() => void) => {
    const { action } = rule.definition;
    try {
      return action.type === 'continuousEvaluation'
        ? startRun(rule, action, response)
        : askPerson(rule, action, response);
    } catch (error) {
      // An error in a rule must not fail the response.
      log.warn('an evaluation rule could not do what it is for', { rule: rule.id, reason: messageOf(error) });
      return nothing;
    }
  };

  responseService(project).whenCompleted((response) => {
    const { agent } = response;
    if (!agent) return nothing;
    const active = [...rules.all({ where: { enabled: true, eventType: 'responseCompleted' } })];
    const begin = active
      .filter(({ definition: { filter } }) => !filter || filter.agentName === agent.name)
      .map((rule) => runRule(rule, response));
    return () => {
      for (const each of begin) each();
    };
  });

  return {
    fire(id, responseId) {
      const rule = rules.get(id);
      const response = responseService(project).store.responses.get(responseId);
      if (!rule || !response || rule.definition.eventType !== 'manual' || rule.definition.enabled === false)
        return false;
      const { filter } = rule.definition;
      if (filter && filter.agentName !== response.agent?.name) return false;
      runRule(rule, response)();
      return true;
    },
    check(action) {
      if (action.type === 'humanEvaluation' || action.type === 'humanEvaluationPreview') return;
      if (action.type !== 'continuousEvaluation') throw notServed(`action.type ${(action as RuleAction).type}`);
      const { evalId, samplingRate: rate } = action;
      const evaluation = kept.evals.get(evalId);
      if (!evaluation) throw badRequest(`There is no eval ${evalId}.`, 'action.evalId');
      if (typeof rate === 'number' && (rate <= 0 || rate > 100)) {
        throw badRequest('samplingRate is a percentage, above 0 and at most 100.', 'action.samplingRate');
      }
      try {
        check(evaluation, continuousRun('rule', action, 'resp_of_the_agent'));
      } catch (error) {
        throw badRequest(
          `The eval ${evalId} takes no stored responses: ${messageOf(error)} Give it the data source azure_ai_source with the scenario "responses".`,
          'action.evalId',
        );
      }
    },
  };
}
