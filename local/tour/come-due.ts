import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { nextOccurrence } from '../../shared/core/schedules/next-occurrence.ts';
import { scheduleOf } from '../../shared/evaluations/scheduler/plan.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import type { Endpoints, Platform } from '../platform/platform.ts';
import { call } from './call-api.ts';
import type { Job } from './fine-tuning.ts';

/** The clock starts this long before the occurrence, because a host takes some seconds to start. */
const LEAD_MS = 40_000;
const TIMEOUT_MS = 120_000;
const POLL_MS = 200;
const TICK = 'evaluationsTick';

/**
 * Makes a scheduled entry come due now. A second host runs for some seconds: its clock runs ahead to the next occurrence, and its only function is
 * the timer of the evaluations. The clock of the ordinary host stays right, and the occurrence is not started again when its time comes.
 * @returns the job that the occurrence became
 */
export async function comeDue(
  name: string,
  config: CheckedConfig,
  { endpoints, anotherHost }: Pick<Platform, 'endpoints' | 'anotherHost'>,
): Promise<{ readonly id: string; readonly due: string }> {
  const due = await nextOf(name, config, endpoints);
  const ahead = Math.max(0, Math.floor((due - LEAD_MS - Date.now()) / 1000));
  const functions = await call<{ name: string }[]>(`${endpoints.functions}/admin/functions`);
  const others = functions.filter((one) => one.name !== TICK);
  const host = await anotherHost({
    ...Object.fromEntries(others.map((one) => [`AzureWebJobs.${one.name}.Disabled`, 'true'])),
    // A host id of its own keeps its timer status, which lies in the future, away from the ordinary host.
    AzureFunctionsWebHost__hostid: 'tour',
    LOCAL_HOST_TEST_CLOCK: `PT${ahead}S`,
  });
  try {
    const clock = `${host.ready.url}/admin/host/clock`;
    const { now } = await call<{ now: string }>(clock);
    const seconds = Math.max(0, Math.ceil((due - Date.parse(now)) / 1000));
    await call(clock, { advance: `PT${seconds}S` });
    return { id: await jobOf(name, due, endpoints), due: new Date(due).toISOString() };
  } finally {
    await host.stop();
  }
}

/** Returns the next occurrence that has not been started. The app notes an entry in its first minute. */
async function nextOf(name: string, config: CheckedConfig, { functions, storage }: Endpoints): Promise<number> {
  const entry = config.evaluations.entries.find((one) => one.name === name);
  if (entry === undefined) throw new Error(`foundry.config.ts has no schedule ${name} of this app.`);
  await call(`${functions}/admin/functions/${TICK}`, {});
  const file = stateFile(openStorage({ connectionString: storage }));
  const known = await poll(async () => {
    const found = (await file.read()).state.entries[name];
    return found?.schedule === scheduleOf(entry) ? found : undefined;
  });
  if (known?.paused) throw new Error(`${name} is paused: POST /api/evaluations/${name}/resume first.`);
  const after = Math.max(Date.now(), known.since);
  const next = nextOccurrence(entry.when, after, after);
  if (next === undefined) throw new Error(`${name} never comes due again.`);
  return next;
}

/** The job that an occurrence became. */
function jobOf(name: string, due: number, { functions }: Endpoints): Promise<string> {
  const occurrence = new Date(due).toISOString();
  return poll(async () => {
    const { runs } = await call<{ runs: { occurrence: string; job?: Job }[] }>(
      `${functions}/api/evaluations/${name}/runs`,
    );
    return runs.find((run) => run.occurrence === occurrence)?.job?.id;
  });
}

async function poll<T>(read: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + TIMEOUT_MS; ; ) {
    const found = await read();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error('The scheduled evaluation has not come due.');
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
