import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import type { ReadEntry } from '../config/read-entry.ts';
import type { ShownRun } from '../http/runs.ts';
import { findEval } from '../start/resolve-eval.ts';
import type { ServiceClients } from './look-at-service.ts';
import { type ServiceRun, serviceRuns } from './service-runs.ts';

/** The service's own runs of an entry that it carries out, a schedule's firings that came to nothing among them; newest first. */
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

const MOST_LOOKED_AT = 500;

async function firingsOf(name: string, { beta }: ServiceClients['project'], limit: number): Promise<Firing[]> {
  const found: Firing[] = [];
  let looked = 0;
  for await (const { triggerTime, success, error, properties } of beta.schedules.listRuns(name)) {
    const at = new Date(triggerTime ?? 0).toISOString();
    const run = properties?.evalRunId;
    const problem = success ? {} : { problem: error ?? 'The service could not start it, and does not say why.' };
    found.push({ at, ...(run === undefined ? {} : { run }), ...problem });
    looked += 1;
    if (looked === MOST_LOOKED_AT) break;
  }
  return found.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, limit);
}
