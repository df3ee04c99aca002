import { app } from '@azure/functions';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { measureBacklogs, triggeredQueues } from '../../shared/operations/backlog.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { sources } from '../ingestion/sync-services.ts';

/** Registers the timer that measures, every five minutes, how long work has been waiting. */
export function registerBacklogTimer({ tools, storage }: Pick<CheckedConfig, 'tools' | 'storage'>): void {
  const queues = triggeredQueues(tools, storage.readShards);
  const stores = [...new Set(sources.sources.map(({ store }) => store))];
  app.timer('operationsWatch', {
    schedule: '0 */5 * * * *',
    handler: async (_timer, context) => {
      const log = redactingLog(context, { about: context.invocationId });
      await measureBacklogs({ storage: dataStorage(), shardStorage, queues, stores, log, now: Date.now });
    },
  });
}
