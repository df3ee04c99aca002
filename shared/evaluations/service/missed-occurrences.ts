import type { ScheduleRun } from '@azure/ai-projects';
import type { Storage } from '../../azure/storage/storage.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';
import type { Log } from '../../core/logging/log.ts';
import { HOUR } from '../../core/schedules/wall-time.ts';
import type { ServiceSchedule } from '../config/evaluation.ts';
import { publishEvent } from '../results/evaluation-event.ts';
import { occurrenceId, occurrencesBetween } from '../store/occurrences.ts';
import type { RunHistory } from '../store/run-history.ts';
import { PAUSED_TAG, RESUMED_TAG } from './deployed-items.ts';
import { type ScheduleClient, tagsOf } from './deployed-schedules.ts';

const MINUTE_MS = 60_000;
/** Milliseconds after the scheduled time in which the service may start a run, and by which its clock may be off. */
const GRACE_MS = 30 * MINUTE_MS;
const EARLY_MS = 2 * MINUTE_MS;

/** Milliseconds back that are compared: after an outage of this app the comparison catches up. */
const LOOKS_BACK_MS = 26 * HOUR;

/** Milliseconds back for a missing schedule: the time of its deletion is unknown, so only recent occurrences are reported. */
const LOOKS_BACK_MISSING_MS = 2 * HOUR;

const MOST = 2_000;

interface WatchServices {
  readonly beta: ScheduleClient;
  readonly storage: Storage;
  readonly history: RunHistory;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Compares the calendar with the runs that the service started, and reports each missing occurrence once. */
export async function reportMissedOccurrences(
  schedules: readonly ServiceSchedule[],
  services: WatchServices,
): Promise<void> {
  for (const schedule of schedules.filter(({ enabled }) => enabled)) {
    try {
      await watch(schedule, services);
    } catch (error) {
      services.log.error(`evaluations.${schedule.name}: the service's runs could not be compared. ${String(error)}`);
    }
  }
}

async function watch({ name, when }: ServiceSchedule, services: WatchServices): Promise<void> {
  const { now } = services;
  const seen = await look(name, services);
  if (seen?.paused) return;
  const from = seen === undefined ? now - LOOKS_BACK_MISSING_MS : Math.max(now - LOOKS_BACK_MS, seen.since);
  const { found } = occurrencesBetween(when, from, now - GRACE_MS, MOST);
  for (const moment of found) {
    const problem =
      seen === undefined ? 'The project has no such schedule: npm run evaluations.' : missing(moment, seen);
    if (problem !== undefined) await tell(name, moment, problem, services);
  }
}

interface Seen {
  /** Start of the comparison. */
  readonly since: number;
  readonly enabled: boolean;
  /** True while it is paused over the API: then nothing is missed. */
  readonly paused: boolean;
  readonly runs: readonly ScheduleRun[];
}

async function look(name: string, { beta: { schedules } }: WatchServices): Promise<Seen | undefined> {
  try {
    const schedule = await schedules.get(name);
    const { enabled, systemData } = schedule;
    const tags = tagsOf(schedule);
    const since = Math.max(momentOf(systemData?.createdAt), momentOf(tags[RESUMED_TAG]));
    const runs: ScheduleRun[] = [];
    for await (const run of schedules.listRuns(name)) runs.push(run);
    return { since, enabled, paused: PAUSED_TAG in tags, runs };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const momentOf = (text: string | undefined): number => Date.parse(`${text}`) || 0;

function missing(moment: number, { enabled, runs }: Seen): string | undefined {
  const meant = runs.filter(({ triggerTime }) => {
    const late = Date.parse(`${triggerTime}`) - moment;
    return late >= -EARLY_MS && late <= GRACE_MS;
  });
  if (meant.some(({ success }) => success)) return undefined;
  const [failed] = meant;
  if (failed !== undefined) return `The service could not start the run: ${failed.error ?? 'it does not say why'}.`;
  return enabled ? 'The service started no run.' : 'The service started no run; the schedule is disabled there.';
}

async function tell(name: string, moment: number, reason: string, services: WatchServices): Promise<void> {
  const { history, storage, log, now } = services;
  const id = occurrenceId(name, moment);
  const occurrence = new Date(moment);
  if ((await history.read(name, id, occurrence)) !== undefined) return;
  log.warn(`${id} did not happen at the service: ${reason}`);
  const more = { occurrence: occurrence.toISOString() };
  await publishEvent({ evaluation: name, type: 'missed', about: id, reason, more }, storage, now);
  await history.keep({ id, name, occurrence, outcome: 'left out', reason });
}
