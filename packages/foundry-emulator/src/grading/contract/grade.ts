import type { EvaluatorDefinition } from './evaluator.ts';
import type { Judge, ModelUse } from './judge.ts';
import type { Scope } from './template.ts';

/** Calls `grade(sample, item)` of a Python source. @throws GraderError when it returns no number, fails, or takes too long */
export type RunPython = (
  source: string,
  given: { sample: unknown; item: unknown },
  signal: AbortSignal,
) => Promise<number>;

/** What one criterion says about one row. */
export interface Grade {
  readonly score: number;
  readonly passed: boolean;
  readonly label?: string;
  readonly reason?: string;
  readonly threshold?: number;
  /** Name of the number, where the criterion's own does not tell. */
  readonly metric?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  /** What was said to a judging model, and its answer. */
  readonly sample?: Readonly<Record<string, unknown>>;
  readonly uses?: readonly ModelUse[];
}

/** What graders work with besides the row. */
export interface GradingTools {
  readonly judge: Judge;
  readonly python: RunPython;
  /** How alike two texts are in meaning, -1 to 1. */
  readonly cosine: (left: string, right: string, signal: AbortSignal) => Promise<number>;
  /** An evaluator that was made in the project; of its latest version where none is named. */
  readonly customEvaluator: (name: string, version?: string) => EvaluatorDefinition | undefined;
  readonly signal: AbortSignal;
}

/** Applies one kind of criterion to a row. @throws GraderError when no verdict can be had */
export type GradeBy<C> = (criterion: C, scope: Scope, tools: GradingTools) => Promise<Grade>;
