import type { OpenAI } from 'openai';
import type { RunListResponse } from 'openai/resources/evals';
import { KEY_IN_METADATA } from '../../jobs/contract/metadata.ts';

/** A run at the service as the API shows it. */
export interface ServiceRun {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly status: string;
  readonly rows: { readonly total: number; readonly passed: number; readonly failed: number; readonly errored: number };
  /** By criterion, 0 to 1; left out while there is nothing to tell. */
  readonly passRates: Readonly<Record<string, number>>;
}

/** Runs that are looked through for those of one entry. */
const MOST_LOOKED_AT = 300;

/**
 * The runs of an eval that the service itself started for an entry, the newest first. Runs that a job here carries are left out.
 * @param others names of entries that may share the eval: their runs say whose they are
 */
export async function serviceRuns(
  name: string,
  evalId: string,
  others: ReadonlySet<string>,
  openai: OpenAI,
  limit: number,
): Promise<ServiceRun[]> {
  const found: ServiceRun[] = [];
  let looked = 0;
  for await (const run of openai.evals.runs.list(evalId, { order: 'desc', limit: 100 })) {
    if (isOf(run, name, others)) found.push(shown(run));
    looked += 1;
    if (found.length === limit || looked === MOST_LOOKED_AT) break;
  }
  return found;
}

function isOf(run: RunListResponse, name: string, others: ReadonlySet<string>): boolean {
  if (run.metadata?.[KEY_IN_METADATA] !== undefined) return false;
  const rule: unknown = Reflect.get(run.data_source, 'event_configuration_id');
  const says = typeof rule === 'string' ? rule : run.name;
  return says === name || !others.has(says);
}

function shown({ id, created_at, status, result_counts, per_testing_criteria_results: criteria }: RunListResponse) {
  const { total, passed, failed, errored } = result_counts;
  const rated = (criteria ?? []).filter((one) => one.passed + one.failed > 0);
  return {
    id,
    at: new Date(created_at * 1000).toISOString(),
    status,
    rows: { total, passed, failed, errored },
    passRates: Object.fromEntries(rated.map((one) => [one.testing_criteria, one.passed / (one.passed + one.failed)])),
  };
}
