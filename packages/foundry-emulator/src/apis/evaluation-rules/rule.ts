import { createHash } from 'node:crypto';
export interface ContinuousEvaluation {
  readonly type: 'continuousEvaluation';
  /** Eval that receives the runs. */
  readonly evalId: string;
  readonly maxHourlyRuns?: number | null;
  /** Percentage of the responses to evaluate, above 0; default 100. Only versions after the reference have it. */
  readonly samplingRate?: number | null;
}

export interface HumanEvaluation {
  /** Versions after the reference use the second spelling. */
  readonly type: 'humanEvaluation' | 'humanEvaluationPreview';
  readonly templateId: string;
}

export type RuleAction = ContinuousEvaluation | HumanEvaluation;

/** A rule as clients send it. */
export interface RuleRequest {
  readonly action: RuleAction;
  readonly enabled?: boolean | null;
  readonly eventType: 'responseCompleted' | 'manual';
  /** Without a filter, a rule applies to every agent. */
  readonly filter?: { readonly agentName: string } | null;
  readonly description?: string | null;
  readonly displayName?: string | null;
}

/** A stored rule. Times are in milliseconds since 1970. */
export interface KeptRule {
  readonly id: string;
  readonly definition: RuleRequest;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Base address of the client that created the rule, for links. */
  readonly endpoint: string;
}

/** A request to a person to judge a response. */
export interface HumanEvaluationRequest {
  readonly id: string;
  readonly ruleId: string;
  readonly templateId: string;
  readonly responseId: string;
  readonly requestedAt: string;
}

/** True when a response belongs to the sampled share. The result is the same for each call. @param rate percentage */
export function isSampled(responseId: string, rate: number | null | undefined): boolean {
  if (typeof rate !== 'number') return true;
  const place = createHash('sha256').update(responseId).digest().readUInt32BE() / 2 ** 32;
  return place * 100 < rate;
}
