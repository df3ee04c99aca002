import { queueSettings } from '../../src/queue/queue-settings.ts';
import type { HostJson } from '../../src/settings/host-json.ts';
import { makeSettings } from '../../src/settings/settings.ts';

const read = (queues: unknown, settings: Record<string, string> = {}, processors = 1) => {
  const hostJson: HostJson = { version: '2.0', functionTimeout: 1, logging: { logLevel: {} }, extensions: { queues } };
  return queueSettings(hostJson, makeSettings(settings, {}), processors);
};

describe('host.json extensions.queues', () => {
  it("defaults to the real host's values, with a threshold by the number of processors", () => {
    expect(read({}, {}, 2)).toEqual({
      batchSize: 16,
      newBatchThreshold: 16,
      maxDequeueCount: 5,
      visibilityTimeout: 0,
      messageEncoding: 'base64',
      maxPollingInterval: 2_000,
      lock: 600_000,
      hotWindow: 0,
    });
    expect(read({ batchSize: 5 }).newBatchThreshold).toBe(2);
    expect(read({ batchSize: 1 }).newBatchThreshold).toBe(0);
  });

  it('is used as given', () => {
    const given = {
      batchSize: 32,
      newBatchThreshold: 0,
      maxDequeueCount: 1,
      visibilityTimeout: '00:00:30',
      messageEncoding: 'None',
      maxPollingInterval: '00:00:10',
    };
    expect(read(given, { AZURE_FUNCTIONS_ENVIRONMENT: 'Production' })).toMatchObject({
      ...given,
      visibilityTimeout: 30_000,
      messageEncoding: 'none',
      maxPollingInterval: 10_000,
    });
  });

  it('polls every two seconds in Development, whatever it says, and every minute elsewhere', () => {
    expect(read({ maxPollingInterval: '00:00:00.300' }).maxPollingInterval).toBe(2_000);
    expect(read({ maxPollingInterval: '00:00:10' }).maxPollingInterval).toBe(2_000);
    expect(read({}, { AZURE_FUNCTIONS_ENVIRONMENT: 'Production' }).maxPollingInterval).toBe(60_000);
  });

  it.each([
    [{ batchSize: 0 }, 'batchSize'],
    [{ batchSize: 33 }, 'batchSize'],
    [{ newBatchThreshold: -1 }, 'newBatchThreshold'],
    [{ maxDequeueCount: 0 }, 'maxDequeueCount'],
    [{ visibilityTimeout: '30' }, 'visibilityTimeout'],
    [{ messageEncoding: 'base32' }, 'messageEncoding'],
    [{ maxPollingInterval: '00:00:00.050' }, 'maxPollingInterval'],
  ])('names the invalid field: %j', (queues, field) => {
    expect(() => read(queues)).toThrow(new RegExp(`host.json: extensions.queues.*${field}`));
  });
});

describe("this host's own settings", () => {
  it('change the lock and the hot window', () => {
    const settings = { LOCAL_HOST_QUEUE_LOCK: '00:00:05', LOCAL_HOST_QUEUE_HOT_WINDOW: '100' };
    expect(read({}, settings)).toMatchObject({ lock: 5_000, hotWindow: 100 });
  });

  it.each([
    ['LOCAL_HOST_QUEUE_LOCK', '10'],
    ['LOCAL_HOST_QUEUE_LOCK', '00:00:00.5'],
    ['LOCAL_HOST_QUEUE_HOT_WINDOW', 'yes'],
    ['LOCAL_HOST_QUEUE_HOT_WINDOW', '-1'],
  ])('name the invalid one: %s=%s', (name, value) => {
    expect(() => read({}, { [name]: value })).toThrow(`${name} is "${value}"`);
  });
});
