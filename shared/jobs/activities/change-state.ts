import { recordJobState } from '../../azure/telemetry/job-telemetry.ts';
import { RetryableError } from '../../core/errors.ts';
import { hasEnded, JOB_STATE_VERSION, type JobRecord, type JobState } from '../store/job-record.ts';
import type { StoredJob } from '../store/job-store.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import { announce } from './announce.ts';
import type { JobServices } from './job-services.ts';
import { storedJob } from './stored-request.ts';

const MOST_TRIES = 5;

export type Changes = Partial<Omit<JobRecord, 'id' | 'state' | 'sequence' | 'announced' | 'updatedAt'>>;

/**
 * Brings a job's record to a state and announces it. The record is changed first and notes how far it has been announced: a
 * crash in between is made good by whatever step comes next. A job that has ended stays as it ended.
 */
export async function changeState(
  id: string,
  target: JobState | ((record: JobRecord) => JobState),
  change: Changes | ((record: JobRecord) => Changes),
  services: JobServices,
): Promise<JobRecord> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const stored = await settled(await storedJob(id, services), services);
    if (stored === undefined) continue;
    const { record } = stored;
    if (hasEnded(record.state)) return record;
    const changes = typeof change === 'function' ? change(record) : change;
    const state = typeof target === 'string' ? target : target(record);
    if (record.state === state && !differs(record, changes)) return record;
    const moved = record.state === state ? 0 : 1;
    const changed = await services.store.update(stored, {
      ...changes,
      stateVersion: JOB_STATE_VERSION,
      state,
      updatedAt: new Date(services.now()),
      sequence: record.sequence + moved,
    });
    if (changed !== undefined && moved === 1) recordJobState(changed.record);
    const told = changed && (await settled(changed, services));
    if (told !== undefined) return told.record;
  }
  throw new RetryableError(`The record of ${id} is being changed by others all the time.`);
}

/** Announces a state that has not been announced; undefined when another activity does so. */
async function settled(stored: StoredJob, services: JobServices): Promise<StoredJob | undefined> {
  const { record } = stored;
  if (record.announced === record.sequence) return stored;
  await announce(record, services);
  return await services.store.update(stored, { announced: record.sequence });
}

function differs(record: JobRecord, changes: Changes): boolean {
  return Object.entries(changes).some(([name, value]) => {
    const present: unknown = Reflect.get(record, name);
    return JSON.stringify(present) !== JSON.stringify(value);
  });
}

/** The change that records the id of a stage's job at the service. The id of the first stage stays when another one follows. */
export function serviceIdOf({ kind }: WorkflowState, serviceId: string, record: JobRecord): Changes {
  return kind === record.kind ? { serviceId } : { laterStages: { ...record.laterStages, [kind]: serviceId } };
}
