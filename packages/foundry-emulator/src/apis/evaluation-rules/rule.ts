export interface ContinuousEvaluation {
  readonly type: 'continuousEvaluation';
  /** The eval that gets the runs. */
  readonly evalId: string;
  readonly maxHourlyRuns?: number | null;
  /** Percentage of the responses that are evaluated, above 0; all where nothing is said. Later versions than the reference have it. */
  readonly samplingRate?: number | null;
}

export interface HumanEvaluation {
  /** The second spelling is that of later versions. */
  readonly type: 'humanEvaluation' | 'humanEvaluationPreview';
  readonly templateId: string;
}

export type RuleAction = ContinuousEvaluation | HumanEvaluation;

/** A rule as its maker writes it. */
export interface RuleRequest {
  readonly action: RuleAction;
  readonly enabled?: boolean | null;
  readonly eventType: 'responseCompleted' | 'manual';
  /** Without it a rule is for the responses of every agent. */
  readonly filter?: { readonly agentName: string } | null;
  readonly description?: string | null;
  readonly displayName?: string | null;
}

/** A rule as it is kept. Times are milliseconds since 1970. */
export interface KeptRule {
  readonly id: string;
  readonly definition: RuleRequest;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The address its maker used: links in what it makes begin with it. */
  readonly endpoint: string;
}

/** Somebody is asked to judge a response. */
export interface HumanEvaluationRequest {
  readonly id: string;
  readonly ruleId: string;
  readonly templateId: string;
  readonly responseId: string;
  readonly requestedAt: string;
}
