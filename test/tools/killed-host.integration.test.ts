import { setTimeout as sleep } from 'node:timers/promises';
import hostJson from '../../host.json' with { type: 'json' };
import { putOrders } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { toolCalls } from '../support/tool-calls.ts';

const KILLS = Number(process.env.KILLS ?? 3);
/** A message that this app took is hidden for a minute; a message that the host took, for ten. */
const OWN_LOCK_MS = 60_000;

describe('a host that is killed while calls arrive', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
    await putOrders(platform.endpoints.storage, [1042]);
  });
  afterAll(() => platform.stop());

  it('can have fetched one message of each queue for its functions, as docs/tools.md says', () => {
    expect(hostJson.extensions.queues).toMatchObject({ batchSize: 1, newBatchThreshold: 0 });
  });

  it('leaves no more messages hidden for ten minutes than one fetch of the host holds', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    let host = platform.host;
    let sent = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      let arriving = true;
      const stream = (async () => {
        for (; arriving; await sleep(5)) await calls.send(`${sent++}`, { orderNumber: '1042' });
      })();
      // Each kill strikes at another moment of the stream.
      await sleep(400 + ((kill * 137) % 500));
      await host.kill();
      arriving = false;
      await stream;
      host = await platform.restartHost();
    }
    const answers = await calls.answers(
      (sofar) => new Set(sofar.map(({ CorrelationId }) => CorrelationId)).size === sent,
      OWN_LOCK_MS + 60_000,
    );
    const late = sent - new Set(answers.map(({ CorrelationId }) => CorrelationId)).size;
    console.log(`${late} of ${sent} calls wait for ten minutes after ${KILLS} kills.`);
    expect(late).toBeLessThanOrEqual(KILLS * hostJson.extensions.queues.batchSize);
    for (const { Value } of answers) expect(Value).toMatch(/1042/);
  }, 900_000);
});
