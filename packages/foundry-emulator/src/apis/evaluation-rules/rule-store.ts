import type { Collection, Store } from '../../core/store/store.ts';
import type { HumanEvaluationRequest, KeptRule } from './rule.ts';

/** Runs that a rule started in the last hour. */
interface RecentStarts {
  readonly rule: string;
  /** Start times in milliseconds since 1970. */
  readonly times: readonly number[];
}

export interface RuleStore {
  readonly rules: Collection<KeptRule>;
  readonly starts: Collection<RecentStarts>;
  readonly humanEvaluations: Collection<HumanEvaluationRequest>;
}

/** Returns the store of a project's evaluation rules and of their recent runs. */
export const ruleStore = (store: Store): RuleStore => ({
  rules: store.collection<KeptRule>({
    name: 'evaluationRules',
    key: ({ id }) => id,
    indexes: {
      actionType: ({ definition }) => definition.action.type,
      agentName: ({ definition }) => definition.filter?.agentName,
      enabled: ({ definition }) => definition.enabled ?? true,
      eventType: ({ definition }) => definition.eventType,
    },
  }),
  starts: store.collection<RecentStarts>({ name: 'evaluationRuleStarts', key: ({ rule }) => rule }),
  humanEvaluations: store.collection<HumanEvaluationRequest>({ name: 'humanEvaluations', key: ({ id }) => id }),
});
