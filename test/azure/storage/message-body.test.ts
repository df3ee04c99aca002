import fc from 'fast-check';
import { messageBody } from '../../../shared/azure/storage/message-body.ts';
import { Refusal } from '../../../shared/core/request-error.ts';

describe('a queue message', () => {
  it('is read as an object, as JSON, or as base64 of JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = JSON.stringify(value);
        const plain = JSON.parse(json);
        expect(messageBody(plain)).toEqual(plain);
        expect(messageBody(json)).toEqual(plain);
        expect(messageBody(Buffer.from(json).toString('base64'))).toEqual(plain);
        expect(messageBody(`\uFEFF${json}`)).toEqual(plain);
      }),
    );
  });

  it('is refused when it is neither, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          messageBody(text);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
    );
    expect(() => messageBody('Hello!')).toThrow(/neither JSON nor base64/);
  });
});
