import { app } from '@azure/functions';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { measureBacklogs } from '../../shared/operations/backlog.ts';
import { TRIGGER_QUEUES } from '../../shared/operations/trigger-queues.ts';
import { dataStorage } from '../data-storage.ts';
import { sources } from '../ingestion/sync-services.ts';

/** Registers the timer that measures, every five minutes, how long work has been waiting. */
export function registerBacklogTimer({ tools }: Pick<CheckedConfig, 'tools'>): void {
  const queues = [...tools.map((tool) => tool.queues.input), ...TRIGGER_QUEUES.map(({ name }) => name)];
  const stores = [...new Set(sources.sources.map(({ store }) => store))];
  app.timer('operationsWatch', {
    schedule: '0 */5 * * * *',
    handler: async (_timer, context) => {
      const log = redactingLog(context, { about: context.invocationId });
      await measureBacklogs({ storage: dataStorage(), queues, stores, log, now: Date.now });
    },
  });
}
