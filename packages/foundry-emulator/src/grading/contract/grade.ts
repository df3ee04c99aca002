import type { EvaluatorDefinition } from './evaluator.ts';
import type { Judge, ModelUse } from './judge.ts';
import type { Scope } from './template.ts';

/** Calls `grade(sample, item)` of a Python source. @throws GraderError when it returns no number, fails, or takes too long */
export type RunPython = (
  source: string,
  given: { sample: unknown; item: unknown },
  signal: AbortSignal,
) => Promise<number>;

/** Verdict of one criterion on one row. */
export interface Grade {
  readonly score: number;
  readonly passed: boolean;
  readonly label?: string;
  readonly reason?: string;
  readonly threshold?: number;
  /** Name of the metric, when it differs from the criterion's name. */
  readonly metric?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** Messages to a judging model, and its answer. */
  readonly sample?: Readonly<Record<string, unknown>>;
  readonly uses?: readonly ModelUse[];
}

/** Services that graders use. */
export interface GradingTools {
  readonly judge: Judge;
  readonly python: RunPython;
  /** Returns the similarity of two texts, -1 to 1. */
  readonly cosine: (left: string, right: string, signal: AbortSignal) => Promise<number>;
  /** Finds an evaluator of the project; the latest version by default. */
  readonly customEvaluator: (name: string, version?: string) => EvaluatorDefinition | undefined;
  readonly signal: AbortSignal;
}

/** Applies one kind of criterion to a row. @throws GraderError when there is no verdict */
export type GradeBy<C> = (criterion: C, scope: Scope, tools: GradingTools) => Promise<Grade>;
