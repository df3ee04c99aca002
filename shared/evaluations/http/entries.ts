import { nextOccurrence } from '../../calendar/next-occurrence.ts';
import type { HttpAnswer } from '../../http/answer.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { Evaluation, ResponseRule, ServiceSchedule } from '../config/evaluation.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { StateFile } from '../keep/state-file.ts';
import type { TrendRun } from '../outcome/trend.ts';
import type { EntryState } from '../plan/state.ts';

/** Answers `GET /api/evaluations`: every entry, those that are wrong with what is wrong with them. */
export async function listEvaluations(
  { entries, schedules, rules, refused }: CheckedEvaluations,
  file: StateFile,
  trendOf: (name: string) => Promise<readonly TrendRun[]>,
  now: number,
): Promise<HttpAnswer> {
  const { state } = await file.read();
  const trends = new Map<string, object>();
  await eachAtOnce([...entries, ...rules.filter(({ by }) => by === 'backend')], 8, async ({ name }) => {
    trends.set(name, trendView(await trendOf(name)));
  });
  const evaluations = [
    ...entries.map((entry) => ({ ...viewOf(entry, state.entries[entry.name], now), ...trends.get(entry.name) })),
    ...schedules.map((entry) => serviceView(entry, now)),
    ...rules.map((rule) => ({ ...ruleView(rule), ...trends.get(rule.name) })),
    ...refused.map(({ name, problems }) => ({ name, state: 'refused', problems })),
  ];
  return { status: 200, body: { evaluations } };
}

function viewOf(entry: Evaluation, known: EntryState | undefined, now: number) {
  const next = nextOccurrence(entry.when, now, now);
  const runs = !entry.enabled ? 'off' : known?.paused ? 'paused' : next === undefined ? 'over' : 'on';
  return {
    name: entry.name,
    by: 'backend',
    state: runs,
    when: entry.when,
    baseline: entry.baseline ?? 'latest',
    ...(runs === 'on' && next !== undefined ? { next: new Date(next).toISOString() } : {}),
    running: known?.active.length ?? 0,
    waiting: known?.waiting.length ?? 0,
  };
}

/** What the service carries out, as the config has it. */
function serviceView({ name, enabled, when }: ServiceSchedule, now: number) {
  const next = nextOccurrence(when, now, now);
  const state = !enabled ? 'off' : next === undefined ? 'over' : 'on';
  return {
    name,
    by: 'service',
    state,
    when,
    ...(state === 'on' && next !== undefined ? { next: new Date(next).toISOString() } : {}),
  };
}

function ruleView({ name, by, enabled, agent, share, maxHourlyRuns, baseline = 'latest' }: ResponseRule) {
  const when = { type: 'Response', share, maxHourlyRuns };
  return { name, by, state: enabled ? 'on' : 'off', agent, when, ...(by === 'backend' ? { baseline } : {}) };
}

/** Runs of the trend that the list shows. */
const MOST_SHOWN = 10;

/** The last runs that ended, the oldest first, and the very last by itself. */
function trendView(runs: readonly TrendRun[]) {
  const trend = runs.slice(-MOST_SHOWN).map(({ job, at, verdict, label, comparedWith, fallen, scores }) => ({
    job,
    at: new Date(at).toISOString(),
    ...(verdict === undefined ? {} : { verdict }),
    ...(label === undefined ? {} : { label }),
    ...(comparedWith === undefined ? {} : { comparedWith, fallen: fallen ?? [] }),
    passRates: Object.fromEntries(scores.map(({ criterion, passRate }) => [criterion, passRate])),
  }));
  const last = trend.at(-1);
  return last === undefined ? {} : { lastRun: last, trend };
}
