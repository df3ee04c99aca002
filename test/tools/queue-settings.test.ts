import type { InvocationContext } from '@azure/functions';
import { maxDequeueCount, messageOfTrigger } from '../../functions/queues/queue-function.ts';
import hostJson from '../../host.json' with { type: 'json' };

describe('the deliveries a message may have', () => {
  const setting = 'AzureFunctionsJobHost__extensions__queues__maxDequeueCount';

  it('are those of host.json, or of the setting above it', () => {
    expect(maxDequeueCount({})).toBe(hostJson.extensions.queues.maxDequeueCount);
    expect(maxDequeueCount({ [setting]: '2' })).toBe(2);
  });

  it.each(['', '0', '-1', 'two', '1.5'])('are those of host.json when the setting is "%s"', (value) => {
    expect(maxDequeueCount({ [setting]: value })).toBe(hostJson.extensions.queues.maxDequeueCount);
  });
});

describe('what the host says of a message', () => {
  const read = (triggerMetadata?: Record<string, unknown>) =>
    messageOfTrigger('body', { triggerMetadata } as unknown as InvocationContext);

  it('is taken as it is', () => {
    expect(
      read({
        id: 'm',
        popReceipt: 'p',
        dequeueCount: 3,
        insertionTime: '2026-11-22T06:56:54+00:00',
        queueTrigger: 'body',
      }),
    ).toEqual({
      body: 'body',
      messageId: 'm',
      popReceipt: 'p',
      dequeueCount: 3,
      insertedAt: new Date('2026-11-22T06:56:54Z'),
    });
  });

  it.each([
    ['nothing is said', undefined],
    ['a message wrote over it', { id: 7, popReceipt: null, dequeueCount: '9', insertionTime: '7' }],
    ['the function is run by hand', { dequeueCount: 0 }],
  ])('counts as a first delivery of this moment when %s', (_, metadata) => {
    const { messageId, popReceipt, dequeueCount, insertedAt } = read(metadata);
    expect({ messageId, popReceipt, dequeueCount }).toEqual({ messageId: '', popReceipt: '', dequeueCount: 1 });
    expect(Math.abs(insertedAt.getTime() - Date.now())).toBeLessThan(5_000);
  });
});
