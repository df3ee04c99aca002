import { setTimeout as sleep } from 'node:timers/promises';
import hostJson from '../../host.json' with { type: 'json' };
import { putOrders } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { toolCalls } from '../support/tool-calls.ts';

const KILLS = Number(process.env.KILLS ?? 4);
const CALLS = 40;
/** A message that this app took is hidden for a minute; a message that the host took, for ten. */
const OWN_LOCK_MS = 60_000;

describe('a host that is killed under load', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
    await putOrders(platform.endpoints.storage, [1042]);
  });
  afterAll(() => platform.stop());

  it('leaves no more messages hidden for ten minutes than one fetch of the host holds', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    let host = platform.host;
    for (let kill = 0; kill < KILLS; kill++) {
      for (let at = 0; at < CALLS; at++) await calls.send(`${kill}-${at}`, { orderNumber: '1042' });
      // Somewhere within the burst: at its start, in its middle, near its end.
      await sleep(20 + kill * 60);
      await host.kill();
      host = await platform.restartHost();
    }
    const wanted = KILLS * CALLS;
    const answers = await calls.answers(
      (sofar) => new Set(sofar.map(({ CorrelationId }) => CorrelationId)).size === wanted,
      OWN_LOCK_MS + 60_000,
    );
    const late = wanted - new Set(answers.map(({ CorrelationId }) => CorrelationId)).size;
    console.log(`${late} of ${wanted} calls wait for ten minutes after ${KILLS} kills.`);
    expect(late).toBeLessThanOrEqual(KILLS * hostJson.extensions.queues.batchSize);
    for (const { Value } of answers) expect(Value).toMatch(/1042/);
  }, 600_000);
});
