import { forEachConcurrently } from '../../core/concurrency.ts';
import { messageOf } from '../../core/errors.ts';
import type { CheckedEvaluations } from '../config/check-evaluations.ts';
import { evalIn, evalsByDefinition } from '../start/resolve-eval.ts';
import type { DeployedItem } from './deployed-items.ts';
import { rulesOf } from './deployed-rules.ts';
import { schedulesOf } from './deployed-schedules.ts';
import { type ServiceClients, type ServiceRun, serviceRuns } from './service-runs.ts';

/** The state of an entry at the service. */
export interface ServiceState {
  readonly state: 'on' | 'paused' | 'off' | 'missing' | 'not ours' | 'unknown';
  /** The problem and its remedy. */
  readonly problem?: string;
  /** The newest first. */
  readonly runs: readonly ServiceRun[];
}

/** Milliseconds that a list waits for the service. */
const SERVICE_TIMEOUT_MS = 10_000;
const MOST_RUNS = 10;

/** Reads the state of the service's entries. If the service does not answer, the state is `unknown`. */
export async function readServiceState(
  { schedules, rules }: Pick<CheckedEvaluations, 'schedules' | 'rules'>,
  clients: () => Promise<ServiceClients>,
): Promise<(name: string) => ServiceState> {
  const theirs = rules.filter(({ by }) => by === 'service');
  const entries = [...schedules, ...theirs];
  const found = new Map<string, ServiceState>();
  if (entries.length === 0) return () => UNKNOWN;
  try {
    const { project, openai } = await clients();
    const signal = AbortSignal.timeout(SERVICE_TIMEOUT_MS);
    const [keptSchedules, keptRules, evals] = await Promise.all([
      schedules.length === 0 ? [] : schedulesOf(project).list(signal),
      theirs.length === 0 ? [] : rulesOf(project).list(signal),
      evalsByDefinition(openai),
    ]);
    const others = new Set(entries.map(({ name }) => name));
    await forEachConcurrently(entries, 8, async (entry) => {
      const { name } = entry;
      const kept = ('when' in entry ? keptSchedules : keptRules).find(({ id }) => id === name);
      const evalId = evalIn(evals, entry.eval);
      const late = signal.aborted || evalId === undefined;
      const runs = late ? [] : await serviceRuns(name, evalId, others, openai, MOST_RUNS).catch(() => []);
      found.set(name, { ...standing(kept), runs });
    });
  } catch (error) {
    const problem = `The service could not be asked: ${messageOf(error)}`;
    return (name) => found.get(name) ?? { ...UNKNOWN, problem };
  }
  return (name) => found.get(name) ?? UNKNOWN;
}

const UNKNOWN: ServiceState = { state: 'unknown', runs: [] };

function standing(kept: DeployedItem | undefined): Omit<ServiceState, 'runs'> {
  if (kept === undefined) return { state: 'missing', problem: 'It does not exist yet: run npm run evaluations.' };
  if (!kept.ours)
    return { state: 'not ours', problem: 'The project has another one with this name: rename the entry.' };
  return { state: kept.paused ? 'paused' : kept.enabled ? 'on' : 'off' };
}
