import { negotiate } from '../../src/http/content-negotiation.ts';

const bytes = Buffer.from('{"a":1}');

describe('enableContentNegotiation', () => {
  it('makes a base64 string of a JSON body, as on Azure', () => {
    expect(negotiate({ headers: { 'content-type': 'application/json' }, body: { bytes } })).toEqual({
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-length': '14' },
      body: '"eyJhIjoxfQ=="',
    });
  });

  it('cannot write a body of another type', () => {
    expect(negotiate({ headers: { 'content-type': 'text/plain;charset=UTF-8' }, body: { bytes } }).status).toBe(406);
  });

  it('writes an empty body as an empty JSON string', () => {
    expect(negotiate({ headers: {}, body: { bytes: new Uint8Array() } })).toMatchObject({ body: '""' });
  });
});
