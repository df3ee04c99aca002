import type { Trigger } from '../../core/schedules/trigger.ts';
import type { Baseline } from '../../jobs/types/evaluation-run/baseline.ts';
import type { EvaluationData } from '../../jobs/types/evaluation-run/data.ts';
import type { Gates } from '../../jobs/types/evaluation-run/request.ts';
import type { EvaluationTarget } from '../../jobs/types/evaluation-run/target.ts';
import type { EvalDefinition } from './eval-definition.ts';
import type { OnResponse } from './when.ts';

/** Policy for missed occurrences, for example during an outage: start all, the latest, or none. */
export const CATCH_UP = ['all', 'latest', 'none'] as const;
export type CatchUp = (typeof CATCH_UP)[number];

/** Policy for an occurrence while the previous run is in progress: skip it, queue it, or start it in parallel. */
export const OVERLAP = ['skip', 'queue', 'allow'] as const;
export type Overlap = (typeof OVERLAP)[number];

/** The scheduler of an entry: the service's schedules and rules, or this app's timer. */
export const BY = ['service', 'backend'] as const;
export type By = (typeof BY)[number];

/** One entry of `evaluations` in foundry.config.ts. */
export interface EvaluationConfig {
  /** A definition, or the id of an eval that exists. */
  readonly eval: string | EvalDefinition;
  /** Default: `backend`. */
  readonly by?: By;
  /** `cron(...)`, `every(...)`, `at(...)` or `onResponse(...)`. */
  readonly when: Trigger | OnResponse;
  /** Source of the rows: one of `blob`, `items`, `dataset`, `fileId`. Not with `onResponse`, whose rows are the responses. */
  readonly data?: EvaluationData;
  /** Endpoint of another project whose agent or model answers; the app's identity needs the role of a Foundry user there. */
  readonly project?: string;
  /** Target that answers the rows: the name of an agent, an agent or a model. Without it the rows contain the answers. */
  readonly target?: string | EvaluationTarget;
  readonly prompt?: string;
  readonly gates?: Gates;
  /**
   * Runs to compare scores with: the five runs before, taken together (`latest`, the default), one fixed run (`{ run }`, its id), the newest run
   * with a label (`{ label: '1.4' }`), or the newest run of another entry (`{ evaluation: 'release' }`).
   */
  readonly baseline?: Baseline;
  /** Default: `latest`. */
  readonly catchUp?: CatchUp;
  /** Default: `skip`. */
  readonly overlap?: Overlap;
  /** ISO 8601 duration: each run starts up to this much later, by a fixed amount of its own. Default: `PT1M`. */
  readonly jitter?: string;
  /** Runs that may start within any hour. */
  readonly maxHourlyRuns?: number;
  /** URL that gets every change of a run's state. */
  readonly webhook?: string;
  /** False turns the entry off. */
  readonly enabled?: boolean;
}

/** A checked entry for this app's timer, with every default filled in. */
export interface Evaluation extends Omit<EvaluationConfig, 'target' | 'jitter' | 'when' | 'data' | 'by'> {
  readonly name: string;
  readonly when: Trigger;
  readonly data: EvaluationData;
  readonly target?: EvaluationTarget;
  readonly catchUp: CatchUp;
  readonly overlap: Overlap;
  /** Milliseconds. */
  readonly jitter: number;
  readonly enabled: boolean;
}

/** A checked entry that is a schedule of the service. */
export interface ServiceSchedule {
  readonly name: string;
  readonly eval: string | EvalDefinition;
  readonly when: Trigger;
  readonly data: EvaluationData;
  readonly target?: EvaluationTarget;
  readonly prompt?: string;
  readonly enabled: boolean;
}

/** A checked entry about what an agent really answers: an evaluation rule of the service, or this app's. */
export interface ResponseRule {
  readonly name: string;
  readonly by: By;
  readonly eval: string | EvalDefinition;
  readonly agent: string;
  /** Above 0, at most 1. */
  readonly share: number;
  readonly maxHourlyRuns?: number;
  /** True when the app reads new responses from the project. */
  readonly look: boolean;
  readonly gates?: Gates;
  readonly baseline?: Baseline;
  readonly webhook?: string;
  readonly enabled: boolean;
}

/** An invalid entry and its problems. The other entries run. */
export interface RefusedEvaluation {
  readonly name: string;
  readonly problems: readonly string[];
}
