import fc from 'fast-check';
import { decodeReply, encodeCall, newCorrelationId } from '../../../src/tools/azure-function/queue-message.ts';

const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64').toString()) as unknown;
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('a call on its input queue', () => {
  it('has its arguments below function_args, or flat as classic agents send them', () => {
    const call = { name: 'get_weather', args: { city: '서울' }, correlationId: 'id-1' };
    expect(decoded(encodeCall(call, 'function_args'))).toEqual({
      function_args: { city: '서울' },
      function_name: 'get_weather',
      CorrelationId: 'id-1',
    });
    expect(decoded(encodeCall(call, 'flat'))).toEqual({ city: '서울', CorrelationId: 'id-1' });
  });

  it('has an opaque CorrelationId that is not a UUID', () => {
    const ids = Array.from({ length: 100 }, newCorrelationId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).not.toMatch(/^[0-9a-f]{8}-/i);
  });
});

describe('a reply on an output queue', () => {
  it('is read as base64 and as plain JSON, with a Value of any kind', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.jsonValue(), fc.boolean(), (CorrelationId, Value, plain) => {
        const message = { Value, CorrelationId };
        const reply = decodeReply(plain ? JSON.stringify(message) : base64(message), 'any');
        expect(reply).toEqual({
          correlationId: CorrelationId,
          value: typeof Value === 'string' ? Value : JSON.stringify(JSON.parse(JSON.stringify(Value))),
        });
      }),
    );
  });

  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(base64), fc.json()), (text) => {
        const reply = decodeReply(text, 'any');
        if (!('value' in reply)) expect(reply.fault).toMatch(/^it /);
      }),
    );
  });

  it('that is plain JSON is refused when base64 is insisted on', () => {
    expect(decodeReply('{"Value":"x","CorrelationId":"1"}', 'base64')).toEqual({ fault: 'it is not base64 of JSON' });
  });

  it('says what is wrong with it', () => {
    expect(decodeReply('hello', 'any')).toEqual({ fault: 'it is neither base64 of JSON nor JSON' });
    expect(decodeReply('[1]', 'any')).toEqual({ fault: 'it is not a JSON object' });
    expect(decodeReply(base64({ Value: 'x' }), 'any')).toEqual({ fault: 'it has no CorrelationId' });
    expect(decodeReply(base64({ Value: 'x', correlationId: '1' }), 'any')).toEqual({
      fault: 'it has no CorrelationId (it has "correlationId"; the name must be "CorrelationId")',
    });
    expect(decodeReply(base64({ value: 'x', CorrelationId: '1' }), 'any')).toEqual({
      correlationId: '1',
      fault: 'it has no Value (it has "value"; the name must be "Value")',
    });
  });
});
