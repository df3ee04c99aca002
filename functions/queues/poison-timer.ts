import { app } from '@azure/functions';
import { input } from 'durable-functions';
import { drainPoisonQueue } from '../../shared/azure/queues/poison-queue.ts';
import { forEachConcurrently } from '../../shared/core/concurrency.ts';
import { messageOf } from '../../shared/core/errors.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { dataStorage, shardStorage } from '../data-storage.ts';
import { registeredQueues } from './queue-function.ts';

let queuesExist = false;

/**
 * Registers the timer that empties every poison queue of the app, twice a minute. A listener for each would ask storage every second
 * (59.5 transactions a minute and queue, measured on host 4.1037); the timer asks twice a minute and queue.
 */
export function registerPoisonTimer(): void {
  app.timer('queuesPoison', {
    schedule: '*/30 * * * * *',
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      const log = redactingLog(context, {});
      const storage = dataStorage();
      if (!queuesExist) {
        queuesExist = true;
        // A listener asks for a queue that does not exist every second, too. Azure's are deployed; the app may lack the role to make one.
        await forEachConcurrently(registeredQueues, 8, ({ queue, shard }) =>
          shardStorage(shard)
            .queue(queue)
            .createIfNotExists()
            .then(() => undefined)
            .catch((error: unknown) => log.debug(`The queue ${queue} could not be created: ${messageOf(error)}`)),
        );
      }
      await forEachConcurrently(registeredQueues, 4, async (registered) => {
        try {
          const drained = await drainPoisonQueue(registered.poison(context), {
            storage,
            queues: shardStorage(registered.shard),
            log,
          });
          if (drained > 0) log.info(`${registered.queue}-poison: ${drained} messages were processed.`);
        } catch (error) {
          log.error(`${registered.queue}-poison could not be emptied: ${messageOf(error)}`);
        }
      });
    },
  });
}
