import fc from 'fast-check';
import { decodeReply, encodeCall } from '../../../src/tools/azure-function/queue-message.ts';

const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64').toString()) as unknown;
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

describe('a call on its input queue', () => {
  it('has its arguments below function_args, or flat as classic agents send them', () => {
    expect(decoded(encodeCall({ city: '서울' }, 'id-1', 'function_args'))).toEqual({
      function_args: { city: '서울' },
      CorrelationId: 'id-1',
    });
    expect(decoded(encodeCall({ city: '서울' }, 'id-1', 'flat'))).toEqual({ city: '서울', CorrelationId: 'id-1' });
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
    expect(decodeReply('[1]', 'any')).toEqual({ fault: 'it is no JSON object' });
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
