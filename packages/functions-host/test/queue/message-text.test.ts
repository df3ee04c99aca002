import fc from 'fast-check';
import { encodeBody, readBody } from '../../src/queue/message-text.ts';

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64');

describe('a message in base64', () => {
  it('round-trips, text and bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, bytes) => {
        expect(readBody(encodeBody(Buffer.from(text), 'base64'), 'base64')?.text).toBe(text);
        expect(Buffer.from(readBody(encodeBody(bytes, 'base64'), 'base64')?.bytes ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('may be empty and may contain white space', () => {
    expect(readBody('', 'base64')?.text).toBe('');
    expect(readBody(' aGVs\r\nbG8= ', 'base64')?.text).toBe('hello');
  });

  it('keeps a byte order mark, which then makes JSON plain text', () => {
    expect(readBody(base64('\ufeff{"a":1}'), 'base64')?.text).toBe('\ufeff{"a":1}');
  });

  it.each(['{"raw":1}', 'hello world!', 'aGVsbG8', 'aGVsbG8==', 'aGV=bG8=', 'a-_='])(
    'is not readable as %j',
    (text) => {
      expect(readBody(text, 'base64')).toBeUndefined();
    },
  );

  it('has bytes but no text when they are not UTF-8', () => {
    const body = readBody(base64(Uint8Array.of(0, 255, 254)), 'base64');
    expect(body?.text).toBeUndefined();
    expect([...(body?.bytes ?? [])]).toEqual([0, 255, 254]);
  });
});

describe('a message without encoding', () => {
  it('is its text', () => {
    expect(readBody('grüße {"a":1}', 'none')?.text).toBe('grüße {"a":1}');
    expect(encodeBody(Buffer.from('grüße'), 'none')).toBe('grüße');
  });
});
