import fc from 'fast-check';
import { parseMessageBody } from '../../../shared/azure/storage/message-body.ts';
import { RequestError } from '../../../shared/core/request-error.ts';

describe('a queue message', () => {
  it('is read as an object, as JSON, or as base64 of JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const json = JSON.stringify(value);
        const plain = JSON.parse(json);
        expect(parseMessageBody(plain)).toEqual(plain);
        expect(parseMessageBody(json)).toEqual(plain);
        expect(parseMessageBody(Buffer.from(json).toString('base64'))).toEqual(plain);
        // The host's decoder ignores white space, as tools that wrap lines write it.
        expect(parseMessageBody(Buffer.from(json).toString('base64').replace(/.{20}/g, '$&\r\n'))).toEqual(plain);
        expect(parseMessageBody(`\uFEFF${json}`)).toEqual(plain);
      }),
    );
  });

  it('is refused when it is neither, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseMessageBody(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RequestError);
        }
      }),
    );
    expect(() => parseMessageBody('Hello!')).toThrow(/neither JSON nor base64/);
  });
});
