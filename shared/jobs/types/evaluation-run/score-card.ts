import * as z from 'zod';
import type { OutputItem } from './output-items.ts';

/** Scores of all rows by one criterion. */
export interface CriterionScore {
  readonly criterion: string;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  /**
   * Rows without a verdict: an error, or a missing result or score. They count as not passed and are left out of the
   * mean.
   */
  readonly errored: number;
  /** Share of all rows that passed, errors included in the whole. */
  readonly passRate: number;
  /** Mean of the rows with a score; missing when no row has one. */
  readonly mean?: number;
  readonly deviation?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Verdict of one criterion on one row. */
export interface Verdict {
  readonly criterion: string;
  readonly outcome: 'passed' | 'failed' | 'errored';
  readonly score?: number;
}

/** A row's verdicts, one for each criterion of the eval, whether the service gave one or not. */
export function verdictsOf(item: OutputItem, criteria: readonly string[]): Verdict[] {
  return criteria.map((criterion) => {
    const result = item.results.find(({ name }) => criterionOf(name, criteria) === criterion);
    const score = result?.score;
    if (result === undefined || item.sample?.error || typeof score !== 'number' || !Number.isFinite(score)) {
      return { criterion, outcome: 'errored' };
    }
    return { criterion, outcome: result.passed === true ? 'passed' : 'failed', score };
  });
}

/** The reason why a row has no score in the words of the service, or undefined when every criterion has one. */
export function errorOf(item: OutputItem, criteria: readonly string[]): string | undefined {
  if (item.sample?.error) return item.sample.error.message || 'The model or agent gave no answer.';
  const unscored = verdictsOf(item, criteria).find(({ outcome }) => outcome === 'errored');
  if (unscored === undefined) return undefined;
  const result = item.results.find(({ name }) => criterionOf(name, criteria) === unscored.criterion);
  return `${unscored.criterion}: ${messageIn(result) ?? (result === undefined ? 'no result' : 'no score')}`;
}

/** Graders put their errors in different places: `sample.error`, `error` or `reason`. */
function messageIn(result: OutputItem['results'][number] | undefined): string | undefined {
  const error = gradingError.safeParse(result).data;
  return error?.sample?.error?.message || error?.error?.message || error?.reason || undefined;
}

const message = z.object({ message: z.string() }).nullish().catch(undefined);
const gradingError = z.object({
  error: message,
  reason: z.string().nullish().catch(undefined),
  sample: z.object({ error: message }).nullish().catch(undefined),
});

/** The criterion a result is about. The service may add an id of its own to the name: `exact match-6f3c...`. */
export function criterionOf(name: string, criteria: readonly string[]): string | undefined {
  if (criteria.includes(name)) return name;
  const longestFirst = criteria.toSorted((a, b) => b.length - a.length);
  return longestFirst.find((criterion) => name.startsWith(`${criterion}-`));
}

/** Adds rows up, criterion by criterion. */
export class ScoreCard {
  readonly #tallies: ReadonlyMap<string, Tally>;
  #rows = 0;

  constructor(criteria: readonly string[]) {
    this.#tallies = new Map(criteria.map((criterion) => [criterion, new Tally()]));
  }

  add(verdicts: readonly Verdict[]): void {
    this.#rows += 1;
    for (const { criterion, outcome, score } of verdicts) this.#tallies.get(criterion)?.add(outcome, score);
  }

  get rows(): number {
    return this.#rows;
  }

  scores(): CriterionScore[] {
    return [...this.#tallies].map(([criterion, tally]) => ({ criterion, ...tally.summary(this.#rows) }));
  }

  /** All scores of a criterion, for a chart. */
  values(criterion: string): readonly number[] {
    return this.#tallies.get(criterion)?.values ?? [];
  }
}

class Tally {
  readonly values: number[] = [];
  #passed = 0;
  #failed = 0;
  #errored = 0;

  add(outcome: Verdict['outcome'], score: number | undefined): void {
    if (outcome === 'passed') this.#passed += 1;
    else if (outcome === 'failed') this.#failed += 1;
    else this.#errored += 1;
    if (score !== undefined) this.values.push(score);
  }

  summary(rows: number): Omit<CriterionScore, 'criterion'> {
    return {
      total: rows,
      passed: this.#passed,
      failed: this.#failed,
      errored: this.#errored,
      passRate: rows === 0 ? 0 : this.#passed / rows,
      ...spread(this.values),
    };
  }
}

function spread(values: readonly number[]) {
  if (values.length === 0) return {};
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1)),
    min: values.reduce((least, value) => Math.min(least, value)),
    max: values.reduce((most, value) => Math.max(most, value)),
  };
}
