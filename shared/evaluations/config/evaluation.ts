import type { Trigger } from '../../core/schedules/trigger.ts';
import type { Baseline } from '../../jobs/types/evaluation-run/baseline.ts';
import type { EvaluationData } from '../../jobs/types/evaluation-run/data.ts';
import type { Gates } from '../../jobs/types/evaluation-run/request.ts';
import type { EvaluationTarget } from '../../jobs/types/evaluation-run/target.ts';
import type { EvalDefinition } from './eval-definition.ts';
import type { OnResponse } from './when.ts';

/** What becomes of occurrences that were missed, during an outage for instance: all are made up for, the latest, or none. */
export const CATCH_UP = ['all', 'latest', 'none'] as const;
export type CatchUp = (typeof CATCH_UP)[number];

/** What becomes of an occurrence whose predecessor still runs: it is left out, it waits, or it starts beside it. */
export const OVERLAP = ['skip', 'queue', 'allow'] as const;
export type Overlap = (typeof OVERLAP)[number];

/** Who carries an entry out: the service's own scheduler and rules, or this app's timer. */
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
  /** Where the rows come from: one of `blob`, `items`, `dataset`, `fileId`. Not with `onResponse`, whose rows are the responses. */
  readonly data?: EvaluationData;
  /** Endpoint of another project whose agent or model answers; the app's identity needs the role of a Foundry user there. */
  readonly project?: string;
  /** Who answers the rows: an agent by its name, an agent or a model. Without it the rows hold the answers. */
  readonly target?: string | EvaluationTarget;
  readonly prompt?: string;
  readonly gates?: Gates;
  /**
   * What "scores fell" means: against the five runs before, taken together (`latest`, the default), one run for good (`{ run }`, its id), the
   * newest run of a label (`{ label: '1.4' }`), or the newest one of another entry (`{ evaluation: 'release' }`).
   */
  readonly baseline?: Baseline;
  /** Default: `latest`. */
  readonly catchUp?: CatchUp;
  /** Default: `skip`. */
  readonly overlap?: Overlap;
  /** ISO 8601 duration: runs start up to so much later, each its own, always the same. Default: `PT1M`. */
  readonly jitter?: string;
  /** Runs that may start within any hour. */
  readonly maxHourlyRuns?: number;
  /** Where every change of a run's state is posted to. */
  readonly webhook?: string;
  /** False turns it off. */
  readonly enabled?: boolean;
}

/** A checked entry that this app's timer carries out, with nothing left out that has a default. */
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
  /** Whether the app asks the project for responses. */
  readonly look: boolean;
  readonly gates?: Gates;
  readonly baseline?: Baseline;
  readonly webhook?: string;
  readonly enabled: boolean;
}

/** An entry that cannot be used, and why. It keeps no other one from running. */
export interface RefusedEvaluation {
  readonly name: string;
  readonly problems: readonly string[];
}
