import { IndexingError } from '../core/errors.ts';
import type { HostExtension, NamedBinding } from '../extension/extension.ts';
import type { HostServices } from '../extension/host-services.ts';
import { withRetry } from '../invocation/invoke-with-retry.ts';
import { retryPolicyOf } from '../invocation/retry-policy.ts';
import { storageClients } from '../storage/storage-clients.ts';
import { parseSchedule } from './schedule.ts';
import { statusStore } from './status-store.ts';
import { timeZone } from './time-zone.ts';
import { timerListener } from './timer-listener.ts';

type Services = Pick<HostServices, 'invoke' | 'settings' | 'hostJson' | 'log' | 'hostId' | 'clock'>;

/** Timer triggers (`timerTrigger`). */
export function timerExtension(services: Services): HostExtension {
  const clients = storageClients(services.settings);
  return {
    triggers: ['timerTrigger'],
    bindings: [],
    index: (fn) => {
      const zone = timeZone(services.settings.get('WEBSITE_TIME_ZONE') || undefined);
      const schedule = parseSchedule(services.settings.expand(scheduleText(fn.trigger)), zone);
      const isMonitored = !schedule.isFrequent(services.clock.now()) && fn.trigger.useMonitor !== false;
      const log = services.log.for(`Host.Triggers.Timer.${fn.name}`);
      const retrying = withRetry(fn, retryPolicyOf(fn, services.hostJson), services.invoke, log);
      const { offsetAt } = zone;
      return timerListener({
        schedule,
        offsetAt,
        clock: services.clock,
        log,
        store: isMonitored
          ? statusStore(clients.blobs(), { hostId: services.hostId, functionName: fn.name, offsetAt })
          : undefined,
        runOnStartup: fn.trigger.runOnStartup === true,
        run: retrying.invoke,
        onStop: retrying.stop,
      });
    },
  };
}

function scheduleText({ schedule, name }: NamedBinding): string {
  if (typeof schedule === 'string' && schedule.trim() !== '') return schedule;
  throw new IndexingError(`The timer ${name} has no schedule. Give it one, for instance "0 0 2 * * *".`);
}
