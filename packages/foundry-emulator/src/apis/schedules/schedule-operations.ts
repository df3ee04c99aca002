import { badRequest, notFound } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { secondsSetting } from '../../core/settings.ts';
import { Upserted } from '../../core/store/store.ts';
import { checkTrigger } from './check-trigger.ts';
import type { KeptSchedule, ScheduleRequest } from './schedule.ts';
import { scheduleStore } from './schedule-store.ts';
import { openScheduler } from './scheduler.ts';
import { showSchedule } from './show-schedule.ts';
import { openTaskRunner } from './task-runner.ts';

interface Bodies {
  Schedules_CreateOrUpdate: ScheduleRequest;
}

/** Schedules, which fire on the emulator's clock, and their runs. */
export const schedules = group<Bodies>('Schedules', (project) => {
  const { store, clock, settings } = project;
  const kept = scheduleStore(store);
  const taskRunner = openTaskRunner(project);
  const scheduler = openScheduler(project, kept, taskRunner);
  const provisioningMs = secondsSetting(settings, 'FOUNDRY_SCHEDULE_PROVISIONING_SECONDS', 0) * 1000;

  const show = (schedule: KeptSchedule) => showSchedule(schedule, clock.now() < schedule.changedAt + provisioningMs);
  const existing = (id: string): KeptSchedule => {
    const schedule = kept.schedules.get(id);
    if (!schedule) throw notFound(`There is no schedule ${id}.`, 'id');
    return schedule;
  };

  return {
    // Released clients filter by type and by enabled.
    Schedules_List: ({ url }) => continuationPage(kept.schedules, url, { where: filterOf(url) }, show),
    Schedules_Get: ({ params }) => show(existing(params.id)),
    Schedules_CreateOrUpdate: ({ params: { id }, body, endpoint, apiVersion }) => {
      const now = clock.now();
      checkTrigger(body.trigger, now);
      taskRunner.check(body.task, apiVersion);
      const before = kept.schedules.get(id);
      const definition = { ...body, properties: addedTo(before?.definition.properties, body.properties) };
      const { object, created } = scheduler.keep({
        id,
        definition,
        createdAt: before?.createdAt ?? now,
        changedAt: now,
        endpoint,
      });
      return new Upserted(show(object), created);
    },
    Schedules_Delete: ({ params }) => scheduler.remove(params.id),
    Schedules_ListRuns: ({ params, url }) =>
      continuationPage(kept.runs, url, { where: { schedule: existing(params.id).id }, order: 'desc' }),
    Schedules_GetRun: ({ params: { scheduleId, runId } }) => {
      const run = kept.runs.get(runId);
      if (run?.scheduleId !== existing(scheduleId).id) {
        throw notFound(`There is no run ${runId} of schedule ${scheduleId}.`, 'runId');
      }
      return run;
    },
  };
});

function filterOf({ searchParams }: URL) {
  const enabled = searchParams.get('enabled');
  return { type: searchParams.get('type') ?? undefined, enabled: enabled === null ? undefined : enabled === 'true' };
}

type StringMap = Readonly<Record<string, string>>;

/** Adds properties; existing ones stay. @throws ApiError 400 when a property would change */
function addedTo(before: StringMap | null | undefined, given: StringMap | null | undefined): StringMap {
  for (const [name, value] of Object.entries(given ?? {})) {
    const was = before?.[name];
    if (was === undefined || was === value) continue;
    throw badRequest(
      `The property "${name}" is "${was}" and cannot be changed: properties can only be added. Tags can be changed.`,
      `properties.${name}`,
    );
  }
  return { ...before, ...given };
}
