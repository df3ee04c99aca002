/** Model for the texts of an insight. The emulator does not use one. */
interface ModelConfiguration {
  readonly modelDeploymentName: string;
}

export interface ComparisonRequest {
  readonly type: 'EvaluationComparison';
  readonly evalId: string;
  readonly baselineRunId: string;
  readonly treatmentRunIds: readonly string[];
}

export interface RunClusterRequest {
  readonly type: 'EvaluationRunClusterInsight';
  readonly evalId: string;
  readonly runIds: readonly string[];
  readonly modelConfiguration?: ModelConfiguration | null;
}

export interface AgentClusterRequest {
  readonly type: 'AgentClusterInsight';
  readonly agentName: string;
  readonly modelConfiguration?: ModelConfiguration | null;
}

export type InsightRequest = ComparisonRequest | RunClusterRequest | AgentClusterRequest;

/** Fields of an insight that clients send. */
export interface InsightBody {
  readonly displayName: string;
  readonly request: InsightRequest;
}

export type InsightState = 'NotStarted' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled';

/** A stored insight; clients see it with coordinates. */
export interface Insight extends InsightBody {
  readonly id: string;
  readonly metadata: { readonly createdAt: string; readonly completedAt?: string };
  readonly state: InsightState;
  readonly result?: InsightResult;
}

export type InsightResult =
  | { readonly type: 'EvaluationComparison'; readonly comparisons: readonly Comparison[]; readonly method: string }
  | {
      readonly type: 'EvaluationRunClusterInsight' | 'AgentClusterInsight';
      readonly clusterInsight: ClusterInsight;
    };

export type TreatmentEffect = 'TooFewSamples' | 'Inconclusive' | 'Changed' | 'Improved' | 'Degraded';

/** Comparison of several runs by one criterion. */
export interface Comparison {
  readonly testingCriteria: string;
  readonly metric: string;
  readonly evaluator: string;
  readonly baselineRunSummary: RunSummary;
  readonly compareItems: readonly {
    readonly treatmentRunId: string;
    readonly treatmentRunSummary: RunSummary;
    /** Mean of the treatment minus the mean of the baseline. */
    readonly deltaEstimate: number;
    readonly pValue: number;
    readonly treatmentEffect: TreatmentEffect;
  }[];
}

export interface RunSummary {
  readonly runId: string;
  readonly sampleCount: number;
  readonly average: number;
  readonly standardDeviation: number;
}

export interface ClusterInsight {
  readonly summary: {
    readonly sampleCount: number;
    readonly uniqueClusterCount: number;
    readonly uniqueSubclusterCount: number;
    readonly method: string;
    readonly usage: {
      readonly inputTokenUsage: number;
      readonly outputTokenUsage: number;
      readonly totalTokenUsage: number;
    };
  };
  readonly clusters: readonly Cluster[];
  readonly coordinates?: Readonly<Record<string, Coordinate>>;
}

export interface Coordinate {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

export interface Cluster {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly suggestionTitle: string;
  readonly suggestion: string;
  /** Number of samples in the cluster. */
  readonly weight: number;
  readonly subClusters: readonly Cluster[];
  /** Empty when the sub-clusters hold the samples. */
  readonly samples: readonly Sample[];
}

/** A failed verdict. */
export interface Sample {
  readonly id: string;
  readonly type: 'EvaluationResultSample';
  readonly features: Readonly<Record<string, unknown>>;
  readonly correlationInfo: Readonly<Record<string, unknown>>;
  readonly evaluationResult: {
    readonly type: string;
    readonly name: string;
    readonly passed: boolean;
    readonly score: number;
  };
}

export const hasEnded = ({ state }: Insight): boolean => state !== 'NotStarted' && state !== 'Running';

/** Returns the ids of the runs that a request names. */
export function runsIn(request: InsightRequest): readonly string[] {
  if (request.type === 'EvaluationComparison') return [request.baselineRunId, ...request.treatmentRunIds];
  return request.type === 'EvaluationRunClusterInsight' ? request.runIds : [];
}
