import type { TrendRun } from '../outcome/trend.ts';
import type { ServiceRun } from '../service/service-runs.ts';

/** Runs of the trend that the list shows. */
const MOST_SHOWN = 10;

/** The last runs that ended, the oldest first, and the very last by itself. */
export function trendView(runs: readonly TrendRun[]) {
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

/** The same of runs that the service started by itself. @param runs the newest first */
export function serviceTrendView(runs: readonly ServiceRun[]) {
  const trend = runs.slice(0, MOST_SHOWN).toReversed();
  const last = trend.at(-1);
  return last === undefined ? {} : { lastRun: last, trend };
}
