import { readFileSync } from 'node:fs';

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { extensions: Record<string, unknown> };

/** A minute is the least that the Durable extension allows; five minutes, its default, are how long jobs stood still after a crash. */
const AFTER_A_CRASH = {
  controlQueueVisibilityTimeout: '00:01:00',
  workItemQueueVisibilityTimeout: '00:01:00',
  maxQueuePollingInterval: '00:00:10',
};

describe('host.json and its variant for Durable Task Scheduler', () => {
  it('differ in where Durable keeps its state, and in nothing else', () => {
    const usual = read('host.json');
    const variant = read('infra/host.durable-task-scheduler.json');
    expect(usual.extensions.durableTask).toMatchObject({
      storageProvider: { type: 'AzureStorage', ...AFTER_A_CRASH },
    });
    expect(variant.extensions.durableTask).toEqual({
      hubName: '%TASKHUB_NAME%',
      storageProvider: {
        type: 'azureManaged',
        connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING',
      },
    });
    expect({ ...variant.extensions, durableTask: undefined }).toEqual({ ...usual.extensions, durableTask: undefined });
    expect({ ...variant, extensions: undefined }).toEqual({ ...usual, extensions: undefined });
  });
});
