import type { Collection, Store } from '../../core/store/store.ts';
import type { HumanEvaluationRequest, KeptRule } from './rule.ts';

/** When a rule has started runs: the starts of the last hour. */
interface RecentStarts {
  readonly rule: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
}

export interface RuleStore {
  readonly rules: Collection<KeptRule>;
  readonly starts: Collection<RecentStarts>;
  readonly humanEvaluations: Collection<HumanEvaluationRequest>;
}

/** The evaluation rules of one project, and what has to be known of their past. */
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
