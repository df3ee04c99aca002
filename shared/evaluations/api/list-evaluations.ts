import { forEachConcurrently } from '../../core/concurrency.ts';
import { nextOccurrence } from '../../core/schedules/next-occurrence.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { Evaluation, ResponseRule, ServiceSchedule } from '../config/evaluation.ts';
import { LONGEST_RUN_MS } from '../scheduler/entry-plan.ts';
import type { TickServices } from '../scheduler/scheduler-tick.ts';
import type { ServiceRun } from '../service/service-runs.ts';
import type { ServiceState } from '../service/service-state.ts';
import type { EntryState, StateFile } from '../store/scheduler-state.ts';
import type { TrendRun } from '../store/trend.ts';

interface ListServices extends Pick<TickServices, 'ended'> {
  readonly file: StateFile;
  trendOf(name: string): Promise<readonly TrendRun[]>;
  /** Returns the responses that wait for a run of a rule. */
  waiting(rule: string): Promise<readonly string[]>;
  lookAtService(): Promise<(name: string) => ServiceState>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Answers `GET /api/evaluations`: every entry, invalid ones with their problems. */
export async function listEvaluations(
  { entries, schedules, rules, refused }: CheckedEvaluations,
  { file, trendOf, waiting, lookAtService, ended: endedOf, now }: ListServices,
): Promise<ApiResponse> {
  const [{ state }, atService] = await Promise.all([file.read(), lookAtService()]);
  // A tick removes runs that have ended only when the next occurrence is due.
  const ended = await endedOf(entries.flatMap(({ name }) => state.entries[name]?.active.map(({ id }) => id) ?? []));
  const ours = rules.filter(({ by }) => by === 'backend');
  const trends = new Map<string, object>();
  const waits = new Map<string, number>();
  await forEachConcurrently([...entries, ...schedules, ...rules], 8, async ({ name }) => {
    trends.set(name, trendView(await trendOf(name)));
  });
  await forEachConcurrently(ours, 8, async ({ name }) => waits.set(name, (await waiting(name)).length));
  const theirs = (name: string) => ({ ...serviceTrendView(atService(name).runs), ...trends.get(name) });
  const evaluations = [
    ...entries.map((entry) => ({
      ...evaluationView(entry, state.entries[entry.name], ended, now),
      ...trends.get(entry.name),
    })),
    ...schedules.map((entry) => ({ ...serviceView(entry, atService(entry.name), now), ...theirs(entry.name) })),
    ...rules.map((rule) =>
      rule.by === 'service'
        ? { ...ruleView(rule), ...stateAt(rule, atService(rule.name)), ...theirs(rule.name) }
        : {
            ...ruleView(rule),
            state: !rule.enabled ? 'off' : state.entries[rule.name]?.paused ? 'paused' : 'on',
            baseline: rule.baseline ?? 'latest',
            waiting: waits.get(rule.name) ?? 0,
            ...trends.get(rule.name),
          },
    ),
    ...refused.map(({ name, problems }) => ({ name, state: 'refused', problems })),
  ];
  return { status: 200, body: { evaluations } };
}

function evaluationView(entry: Evaluation, known: EntryState | undefined, ended: ReadonlySet<string>, now: number) {
  const next = nextOccurrence(entry.when, now, now);
  const runs = !entry.enabled ? 'off' : known?.paused ? 'paused' : next === undefined ? 'over' : 'on';
  return {
    name: entry.name,
    by: 'backend',
    state: runs,
    when: entry.when,
    ...(entry.project === undefined ? {} : { project: entry.project }),
    baseline: entry.baseline ?? 'latest',
    ...nextView(runs, next),
    running: (known?.active ?? []).filter(({ id, at }) => !ended.has(id) && now - at < LONGEST_RUN_MS).length,
    waiting: known?.waiting.length ?? 0,
  };
}

function serviceView(entry: ServiceSchedule, at: ServiceState, now: number) {
  const { name, when } = entry;
  const next = nextOccurrence(when, now, now);
  const stands = stateAt(entry, at);
  const state = stands.state === 'on' && next === undefined ? 'over' : stands.state;
  return { name, by: 'service', ...stands, state, when, ...nextView(state, next) };
}

/** Returns the state of an entry: off in the config, or its state at the service, where it may have been disabled by hand. */
function stateAt({ enabled }: ServiceSchedule | ResponseRule, { state, problem }: ServiceState) {
  if (!enabled) return { state: 'off' };
  if (state === 'off') return { state, problem: 'It was disabled at the service: npm run evaluations puts it right.' };
  return { state, ...(problem === undefined ? {} : { problem }) };
}

const nextView = (state: string, next: number | undefined) =>
  (state === 'on' || state === 'unknown') && next !== undefined ? { next: new Date(next).toISOString() } : {};

function ruleView({ name, by, agent, share, maxHourlyRuns }: ResponseRule) {
  return { name, by, agent, when: { type: 'Response', share, maxHourlyRuns } };
}

/** Runs of the trend in the list. */
const MOST_SHOWN = 10;

/** Returns the last runs that ended, oldest first, and the newest one by itself. */
function trendView(runs: readonly TrendRun[]) {
  const trend = runs.slice(-MOST_SHOWN).map(({ job, at, verdict, label, comparedWith, regressions, scores }) => ({
    job,
    at: new Date(at).toISOString(),
    ...(verdict === undefined ? {} : { verdict }),
    ...(label === undefined ? {} : { label }),
    ...(comparedWith === undefined ? {} : { comparedWith, regressions: regressions ?? [] }),
    passRates: Object.fromEntries(scores.map(({ criterion, passRate }) => [criterion, passRate])),
  }));
  const last = trend.at(-1);
  return last === undefined ? {} : { lastRun: last, trend };
}

/** Returns the same for runs that the service started. @param runs newest first */
function serviceTrendView(runs: readonly ServiceRun[]) {
  const trend = runs.slice(0, MOST_SHOWN).toReversed();
  const last = trend.at(-1);
  return last === undefined ? {} : { lastRun: last, trend };
}
