import fc from 'fast-check';
import { parseQuery } from '../../src/server/query-string.ts';
import { decodePath, encodePath } from '../../src/server/url-path.ts';

describe('a request path', () => {
  it.each([
    ['/a%20b%2Fc%C3%BC', '/a b%2Fcü', '/a%20b%2Fc%C3%BC'],
    ['/%zz', '/%zz', '/%25zz'],
    ['/%ff', '/%ff', '/%ff'],
    ['/rest/a/../b', '/rest/b', '/rest/b'],
    ['/a/./b/..', '/a/', '/a/'],
    ['/../a', '/a', '/a'],
  ])('%s is decoded and shown as on the real host', (raw, decoded, shown) => {
    expect(decodePath(raw)).toBe(decoded);
    expect(encodePath(decoded)).toBe(shown);
  });

  it('round-trips', () => {
    const text = fc.string({ unit: 'binary' }).filter((path) => !/%|(^|\/)\.{1,2}(\/|$)/.test(path));
    fc.assert(fc.property(text, (path) => expect(decodePath(encodePath(`/${path}`))).toBe(`/${path}`)));
  });

  it('of any kind is decoded without an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'%/.2fFcC3', 'ü', '\ud800') }), (path) => {
        expect(typeof encodePath(decodePath(path))).toBe('string');
      }),
    );
  });
});

describe('a query', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1,2&a=3', { a: '1,2,3' }],
    ['A=1&a=2', { a: '1,2' }],
    ['a=&b', { a: '', b: '' }],
    ['a=x+y%20z%zz', { a: 'x y z%zz' }],
    ['', {}],
  ])('%s reaches the app with joined values', (query, values) => {
    expect(parseQuery(query)).toEqual(values);
  });
});
