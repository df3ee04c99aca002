import { forEachConcurrently } from '../../shared/core/concurrency.ts';
import { orderOf, putOrders, refundsMade } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { type Answer, toolCalls } from '../support/tool-calls.ts';

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const byCall = (answers: readonly Answer[]) => new Map(answers.map((answer) => [answer.CorrelationId, answer.Value]));

describe('tool calls on the whole local platform', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
  });
  afterAll(() => platform.stop());

  it('answers each of 1,000 calls once, with its own value, 32 of them in flight', async () => {
    const { storage } = platform.endpoints;
    const calls = await toolCalls(storage, 'get-order-status');
    const wanted = numbers(100_000, 1_000);
    await putOrders(storage, wanted);

    await forEachConcurrently(wanted, 32, (number) => calls.send(`look-up-${number}`, { orderNumber: `${number}` }));
    const answers = await calls.answers((sofar) => sofar.length >= wanted.length);
    const late = await calls.answers(() => false, 1_000);

    expect([...answers, ...late]).toHaveLength(wanted.length);
    const values = byCall(answers);
    for (const number of wanted) {
      const { orderNumber, status, expectedDelivery } = orderOf(number);
      const value = JSON.parse(values.get(`look-up-${number}`) ?? 'null') as unknown;
      expect(value).toEqual({ orderNumber, status, expectedDelivery });
    }
  }, 180_000);

  it('makes one refund of a message that is delivered twice, and answers both deliveries alike', async () => {
    const { storage } = platform.endpoints;
    const calls = await toolCalls(storage, 'request-refund');
    const wanted = numbers(200_000, 50);
    await putOrders(storage, wanted);

    const twice = [...wanted, ...wanted.toReversed()];
    await forEachConcurrently(twice, 16, (number) =>
      calls.send(`twice-${number}`, { orderNumber: `${number}`, reason: 'broken' }),
    );
    const answers = await calls.answers((sofar) => sofar.length >= twice.length);

    expect(answers).toHaveLength(twice.length);
    const refunds = await refundsMade(storage);
    for (const number of wanted) {
      const mine = answers.filter(({ CorrelationId }) => CorrelationId === `twice-${number}`);
      expect(mine).toHaveLength(2);
      expect(mine[1]?.Value).toBe(mine[0]?.Value);
      expect(mine[0]?.Value).toContain('requested');
      expect(refunds.get(`${number}`)).toBe(`twice-${number}`);
    }
  }, 180_000);
});

describe('a host that is killed in the middle of 200 calls', () => {
  // Tools take messages over from the host within milliseconds, and give them back a minute after a crash. One that the host had just
  // taken when it was killed comes back when the host's own lock ends, which is two minutes here and ten on Azure.
  it('leaves none unanswered and makes every refund once', async () => {
    const platform = await localPlatform({ hostEnv: { LOCAL_HOST_QUEUE_LOCK: '00:02:00' } });
    try {
      const { storage } = platform.endpoints;
      const [lookUps, refunds] = [
        await toolCalls(storage, 'get-order-status'),
        await toolCalls(storage, 'request-refund'),
      ];
      const wanted = numbers(300_000, 100);
      await putOrders(storage, wanted);

      const sending = Promise.all([
        forEachConcurrently(wanted, 16, (number) => lookUps.send(`look-${number}`, { orderNumber: `${number}` })),
        forEachConcurrently(wanted, 16, (number) =>
          refunds.send(`refund-${number}`, { orderNumber: `${number}`, reason: 'broken' }),
        ),
      ]);
      // Killed when some calls have been answered and others have not.
      const early = await refunds.answers((sofar) => sofar.length >= 10);
      await platform.host.kill();
      await sending;
      await platform.restartHost();

      const answered = (taken: readonly Answer[]) => new Set(taken.map(({ CorrelationId }) => CorrelationId)).size;
      const [looks, late] = await Promise.all([
        lookUps.answers((sofar) => answered(sofar) >= wanted.length, 170_000),
        refunds.answers((sofar) => answered([...early, ...sofar]) >= wanted.length, 170_000),
      ]);

      const lookValues = byCall(looks);
      const refundValues = byCall([...early, ...late]);
      const made = await refundsMade(storage);
      expect(made.size).toBe(wanted.length);
      for (const number of wanted) {
        expect(lookValues.get(`look-${number}`)).toContain(`day-${number}`);
        expect(refundValues.get(`refund-${number}`)).toContain('"requested"');
        expect(made.get(`${number}`)).toBe(`refund-${number}`);
      }
      // It was a kill in the middle: something was still to be done.
      expect(early.length).toBeLessThan(wanted.length);
    } finally {
      await platform.stop();
    }
  }, 300_000);
});
