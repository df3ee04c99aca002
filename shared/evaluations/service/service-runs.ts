import type { AIProjectClient } from '@azure/ai-projects';
import type { OpenAI } from 'openai';
import type { RunListResponse } from 'openai/resources/evals';
import { KEY_IN_METADATA } from '../../jobs/contract/job-options.ts';
import type { CheckedEvaluations, ReadEntry } from '../config/check-evaluations.ts';
import { findEval } from '../start/resolve-eval.ts';
import type { ScheduleClient } from './deployed-schedules.ts';

export interface ServiceClients {
  readonly project: Pick<AIProjectClient, 'evaluationRules'> & { readonly beta: ScheduleClient };
  readonly openai: OpenAI;
}

/** An occurrence as the API shows it. */
export interface ShownRun {
  readonly occurrence: string;
  readonly [field: string]: unknown;
}

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

/** Runs that are searched for those of one entry. */
const MAX_RUNS_READ = 300;

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
    if (found.length === limit || looked === MAX_RUNS_READ) break;
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

/** Returns the runs that the service started for an entry, and firings of a schedule that failed; newest first. */
export async function shownServiceRuns(
  entry: ReadEntry,
  { schedules, rules }: Pick<CheckedEvaluations, 'schedules' | 'rules'>,
  { project, openai }: ServiceClients,
  limit: number,
): Promise<ShownRun[]> {
  if (entry.kind === 'evaluation') return [];
  const { name, eval: definition } = entry.kind === 'schedule' ? entry.schedule : entry.rule;
  const evalId = await findEval(definition, openai);
  const others = new Set([...schedules, ...rules].map((one) => one.name));
  const runs = evalId === undefined ? [] : await serviceRuns(name, evalId, others, openai, limit);
  const firings = entry.kind === 'schedule' ? await firingsOf(name, project, limit) : [];
  const fired = new Map(firings.flatMap(({ run, at }) => (run === undefined ? [] : [[run, at] as const])));
  const shown = (run: ServiceRun): ShownRun => {
    const { at, ...rest } = run;
    return { occurrence: fired.get(run.id) ?? at, outcome: 'started', run: rest };
  };
  const refused = firings.flatMap(({ at, problem }) =>
    problem === undefined ? [] : [{ occurrence: at, outcome: 'refused', reason: problem }],
  );
  return [...runs.map(shown), ...refused].toSorted((a, b) => (a.occurrence < b.occurrence ? 1 : -1)).slice(0, limit);
}

interface Firing {
  /** ISO 8601: when the schedule fired. */
  readonly at: string;
  readonly run?: string;
  readonly problem?: string;
}

const MAX_FIRINGS_READ = 500;

async function firingsOf(name: string, { beta }: ServiceClients['project'], limit: number): Promise<Firing[]> {
  const found: Firing[] = [];
  let looked = 0;
  for await (const { triggerTime, success, error, properties } of beta.schedules.listRuns(name)) {
    const at = new Date(triggerTime ?? 0).toISOString();
    const run = properties?.evalRunId;
    const problem = success ? {} : { problem: error ?? 'The service could not start it, and does not say why.' };
    found.push({ at, ...(run === undefined ? {} : { run }), ...problem });
    looked += 1;
    if (looked === MAX_FIRINGS_READ) break;
  }
  return found.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, limit);
}
