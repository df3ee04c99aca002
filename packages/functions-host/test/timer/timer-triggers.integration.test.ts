import { BlobServiceClient } from '@azure/storage-blob';
import { startAzurite } from '../../../../test/support/azurite.ts';
import { systemClock } from '../../src/clock/host-clock.ts';
import type { AppFunction, Invocation, Listener } from '../../src/extension/extension.ts';
import type { HostJson } from '../../src/settings/host-json.ts';
import { makeSettings } from '../../src/settings/settings.ts';
import { timerExtension } from '../../src/timer/timer-extension.ts';
import { collectLog } from '../support/collect-log.ts';
import { until } from '../support/queue-fixture.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let listener: Listener | undefined;
const inputs: unknown[] = [];

beforeAll(async () => {
  azurite = await startAzurite();
});
afterEach(async () => {
  await listener?.stop();
  inputs.length = 0;
});
afterAll(() => azurite.stop());

/** Starts a timer as a host does; stop it and start again for a restart. */
async function startTimer(name: string, options: Record<string, unknown>, settings: Record<string, string> = {}) {
  const hostJson: HostJson = { version: '2.0', functionTimeout: 60_000, logging: { logLevel: {} }, extensions: {} };
  const trigger = { name: 'timer', type: 'timerTrigger', direction: 'in' as const, ...options };
  const fn: AppFunction = { name, trigger, metadata: { name, bindings: { timer: trigger } } };
  const extension = timerExtension({
    hostJson,
    settings: makeSettings({ AzureWebJobsStorage: azurite.connectionString, ...settings }, {}),
    log: collectLog().log,
    hostId: 'testhost',
    clock: systemClock,
    invoke: async (_fn, invocation: Invocation) => {
      inputs.push(JSON.parse(invocation.input.json ?? 'null'));
      return { invocationId: 'test', outputs: new Map(), returnsNothing: true };
    },
  });
  listener = extension.index?.(fn);
  await listener?.start();
}

const blobOf = (name: string) =>
  BlobServiceClient.fromConnectionString(azurite.connectionString)
    .getContainerClient('azure-webjobs-hosts')
    .getBlockBlobClient(`timers/testhost/Host.Functions.${name}/status`);
const statusOf = async (name: string) => JSON.parse((await blobOf(name).downloadToBuffer()).toString());

describe('the status of a timer in storage', () => {
  it('is stored where the real host stores it before the first run, in the time zone of the app', async () => {
    await startTimer('nightly', { schedule: '%WHEN%' }, { WHEN: '0 0 2 * * *', WEBSITE_TIME_ZONE: 'Asia/Seoul' });
    expect(await statusOf('nightly')).toEqual({
      Last: '0001-01-01T00:00:00+00:00',
      Next: expect.stringMatching(/^\d{4}-\d\d-\d\dT02:00:00\+09:00$/),
      LastUpdated: expect.stringMatching(/\+09:00$/),
    });
  });

  it('reports a missed occurrence after a restart, once', async () => {
    await startTimer('missed', { schedule: '0 * * * * *' });
    await listener?.stop();
    const minutesAgo = (minutes: number) => new Date(Math.floor(Date.now() / 60_000 - minutes) * 60_000).toISOString();
    const status = { Last: minutesAgo(10), Next: minutesAgo(9), LastUpdated: minutesAgo(10) };
    await blobOf('missed').upload(JSON.stringify(status), JSON.stringify(status).length);

    await startTimer('missed', { schedule: '0 * * * * *' });
    await until(() => inputs.length > 0);
    expect(inputs[0]).toMatchObject({ IsPastDue: true });
    await until(async () => Date.parse((await statusOf('missed')).Next) > Date.now() - 1_000);
    await listener?.stop();
    inputs.length = 0;
    await startTimer('missed', { schedule: '0 0 5 1 1 *' });
    expect(inputs).toEqual([]);
  });

  it('is not stored for a frequent timer or without monitoring', async () => {
    await startTimer('frequent', { schedule: '*/5 * * * * *', useMonitor: true });
    await listener?.stop();
    await startTimer('unmonitored', { schedule: '0 0 5 * * *', useMonitor: false, runOnStartup: true });
    await until(() => inputs.length > 0);
    expect(inputs[0]).toEqual({ Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false });
    expect(await blobOf('frequent').exists()).toBe(false);
    expect(await blobOf('unmonitored').exists()).toBe(false);
  });

  it('is passed to a function that runs manually', async () => {
    await startTimer('rare', { schedule: '0 0 5 1 1 *' });
    await listener?.runManually?.('');
    expect(inputs).toEqual([
      {
        Schedule: { AdjustForDST: true },
        ScheduleStatus: expect.objectContaining({ Next: expect.stringMatching(/-01-01T05:00:00/) }),
        IsPastDue: false,
      },
    ]);
  });
});

describe('an invalid timer', () => {
  it.each([
    [{ schedule: 'every day' }, {}, "The schedule expression 'every day'"],
    [{ schedule: '%NOT_SET%' }, {}, 'NOT_SET'],
    [{}, {}, 'has no schedule'],
    [{ schedule: '0 0 5 * * *' }, { WEBSITE_TIME_ZONE: 'Nowhere/Town' }, 'WEBSITE_TIME_ZONE is "Nowhere/Town"'],
  ])('is refused with the cause: %j %j', async (options, settings, reason) => {
    await expect(startTimer('broken', options, settings as Record<string, string>)).rejects.toThrow(reason);
  });
});
