import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { systemData } from '../../core/project/system-data.ts';
import { Upserted } from '../../core/store/store.ts';
import { withValues } from '../../core/with-values.ts';
import type { KeptRule, RuleRequest } from './rule.ts';
import { projectRules } from './rule-runner.ts';
import { ruleStore } from './rule-store.ts';

interface Bodies {
  EvaluationRules_CreateOrUpdate: RuleRequest;
}

const show = ({ id, definition, ...times }: KeptRule) => {
  const { action, enabled, eventType, filter, description, displayName } = definition;
  return {
    id,
    ...withValues({ displayName, description, filter }),
    action: withValues(action),
    eventType,
    enabled: enabled ?? true,
    systemData: systemData(times),
  };
};

/** Rules that evaluate responses as they complete. */
export const evaluationRules = group<Bodies>('Evaluation rules', (project) => {
  const { rules, starts } = ruleStore(project.store);
  const runner = projectRules(project);

  return {
    EvaluationRules_List: ({ url, query: { actionType, agentName, enabled } }) =>
      continuationPage(rules, url, { where: { actionType, agentName, enabled } }, show),
    EvaluationRules_Get: ({ params }) => {
      const rule = rules.get(params.id);
      return rule && show(rule);
    },
    EvaluationRules_Delete: ({ params: { id } }) =>
      project.store.transaction(() => {
        starts.delete(id);
        rules.delete(id);
      }),
    EvaluationRules_CreateOrUpdate: ({ params: { id }, body, endpoint }) => {
      runner.check(body.action);
      const now = project.clock.now();
      const createdAt = rules.get(id)?.createdAt ?? now;
      const { object, created } = rules.put({ id, definition: body, createdAt, changedAt: now, endpoint });
      return new Upserted(show(object), created);
    },
  };
});
