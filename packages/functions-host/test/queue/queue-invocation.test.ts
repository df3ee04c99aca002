import { manualInvocation, queueInvocation } from '../../src/queue/queue-invocation.ts';

const message = {
  messageId: 'the-id',
  popReceipt: 'the-receipt',
  dequeueCount: 2,
  messageText: '',
  insertedOn: new Date('2026-11-22T06:56:54Z'),
  expiresOn: new Date('2026-11-29T06:56:54Z'),
  nextVisibleOn: new Date('2026-11-22T07:06:55Z'),
};
const of = (text: string) => queueInvocation('orders', { bytes: Buffer.from(text), text }, message, false);

describe('the invocation of a queue message', () => {
  it('contains the text and the properties of the message', () => {
    const invocation = of('plain');
    expect(invocation.input).toEqual({ string: 'plain' });
    expect(invocation.triggerMetadata).toEqual({
      queueTrigger: { string: 'plain' },
      dequeueCount: { json: '2' },
      expirationTime: { json: '"2026-11-29T06:56:54+00:00"' },
      id: { string: 'the-id' },
      insertionTime: { json: '"2026-11-22T06:56:54+00:00"' },
      nextVisibleTime: { json: '"2026-11-22T07:06:55+00:00"' },
      popReceipt: { string: 'the-receipt' },
    });
    expect(invocation.reason).toBe("New queue message detected on 'orders'.");
  });

  it('adds the properties of a JSON object: no arrays, no nulls, booleans and numbers as .NET prints them', () => {
    const { triggerMetadata, bindingData } = of('{"s":"x","n":5,"b":true,"nil":null,"o":{"x":1},"arr":[1],"Cap":"C"}');
    expect(triggerMetadata).toMatchObject({
      s: { string: 'x' },
      n: { string: '5' },
      b: { string: 'True' },
      o: { json: '{"x":1}' },
      Cap: { string: 'C' },
    });
    expect(triggerMetadata).not.toHaveProperty('nil');
    expect(triggerMetadata).not.toHaveProperty('arr');
    expect(bindingData).toMatchObject({ s: 'x', n: '5', o: { x: 1 } });
  });

  it('prefers properties of the message to those of the queue, in any case, under the documented name', () => {
    const { triggerMetadata } = of('{"ID":"mine","dequeueCount":99}');
    expect(triggerMetadata.id).toEqual({ string: 'mine' });
    expect(triggerMetadata).not.toHaveProperty('ID');
    expect(triggerMetadata.dequeueCount).toEqual({ string: '99' });
  });

  it.each(['[{"a":1}]', '42', '"{}"', '{"a":', ''])('adds nothing for %j', (text) => {
    expect(Object.keys(of(text).triggerMetadata)).toHaveLength(7);
  });

  it('survives a property with the name __proto__', () => {
    expect(Object.keys(of('{"__proto__":"x"}').triggerMetadata)).toContain('__proto__');
  });

  it('gives bytes to a function that takes bytes', () => {
    const bytes = Buffer.from([0, 255]);
    expect(queueInvocation('orders', { bytes, text: undefined }, message, true).input).toEqual({ bytes });
  });
});

describe('a manual invocation', () => {
  it('has a dequeue count of 0, no expiration and no id, as recorded', () => {
    const trigger = { name: 'queueTrigger1', type: 'queueTrigger', direction: 'in' as const };
    const { input, triggerMetadata } = manualInvocation(trigger, 'text', new Date('2026-11-22T07:06:41.251Z'));
    expect(input).toEqual({ string: 'text' });
    expect(triggerMetadata).toEqual({
      queueTrigger: { string: 'text' },
      dequeueCount: { json: '0' },
      expirationTime: { json: '"9999-12-31T23:59:59.9999999+00:00"' },
      insertionTime: { json: '"2026-11-22T07:06:41.251+00:00"' },
      nextVisibleTime: { json: '"9999-12-31T23:59:59.9999999+00:00"' },
      queueTrigger1: { string: 'text' },
    });
  });
});
