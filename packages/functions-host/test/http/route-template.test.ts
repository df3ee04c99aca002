import fc from 'fast-check';
import { HostError } from '../../src/core/errors.ts';
import { matchRoute } from '../../src/http/route-match.ts';
import { parseRouteTemplate } from '../../src/http/route-template.ts';

const match = (template: string, path: string) => matchRoute(parseRouteTemplate(template), path);

const identifier = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const literal = fc.stringMatching(/^[A-Za-z0-9 ._~$&'()*+,;=@!-]{1,8}$/).filter((text) => !/^\.{1,2}$/.test(text));
/** Arbitrary content of a decoded path segment. */
const value = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }).filter((text) => !text.includes('/'));

describe('a route template', () => {
  it('extracts the value of each parameter', () => {
    const segment = fc.oneof(
      literal.map((text) => ({ template: text, path: fc.constant(text), name: undefined })),
      identifier.map((name) => ({ template: `{${name}}`, path: value, name })),
    );
    const routes = fc
      .uniqueArray(segment, { minLength: 1, maxLength: 6, selector: ({ name, template }) => name ?? template })
      .chain((segments) => fc.tuple(fc.constant(segments), fc.tuple(...segments.map(({ path }) => path))));
    fc.assert(
      fc.property(routes, ([segments, pieces]) => {
        const expected = segments.flatMap(({ name }, index) => (name === undefined ? [] : [[name, pieces[index]]]));
        const template = ['api', ...segments.map((each) => each.template)].join('/');
        expect(match(template, `/api/${pieces.join('/')}`)).toEqual(Object.fromEntries(expected));
      }),
    );
  });

  it('of any text is parsed or refused with a clear error', () => {
    const noise = fc.string({ unit: fc.constantFrom(...'ab{}/*?=:.()~1,', 'int', 'regex(', '{id}'), maxLength: 20 });
    fc.assert(
      fc.property(noise, value, (template, path) => {
        try {
          match(template, path);
        } catch (error) {
          expect(error).toBeInstanceOf(HostError);
        }
      }),
    );
  });

  it('matches the rest of the path, slashes included, with a star', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (pieces) => {
        expect(match('files/{*rest}', `/files/${pieces.join('/')}`)).toEqual({ rest: pieces.join('/') });
      }),
    );
    expect(match('files/{*rest}', '/files')).toEqual({});
    expect(match('files/{*rest}', '/files/')).toEqual({});
    expect(match('files/{*rest=index}', '/files')).toEqual({ rest: 'index' });
  });

  it.each([
    ['/orders', 'must not begin'],
    ['~/orders', 'must not begin'],
    ['orders/{id', 'brace has no partner'],
    ['orders/id}', 'brace has no partner'],
    ['orders//{id}', 'two slashes'],
    ['orders/{}', 'names no parameter'],
    ['{id}/{ID}', 'used twice'],
    ['{*rest}/more', 'stand alone at the end'],
    ['x{*rest}', 'stand alone at the end'],
    ['{*rest?}', 'cannot be optional as well'],
    ['{id=5?}', 'cannot be optional and have a default'],
    ['{a}{b}', 'nothing between them'],
    ['{a?}-x', 'only be optional after a dot'],
    ['orders?x=1', 'question mark'],
    ['{id:nosuch}', 'no constraint "nosuch"'],
    ['{id:int(3)}', 'no constraint "int(3)"'],
    ['{id:range(1)}', 'needs 2 whole number'],
    ['{id:length(x)}', 'needs 1 or 2 whole number'],
    ['{id:regex([)}', 'regular expression'],
  ])('%s is refused, because %s', (template, problem) => {
    expect(() => parseRouteTemplate(template)).toThrow(problem);
  });

  it('treats doubled braces as text, also in a regular expression', () => {
    expect(match('a{{b}}c', '/a{b}c')).toEqual({});
    expect(match('{code:regex(^\\d{{3}}$)}', '/123')).toEqual({ code: '123' });
    expect(match('{code:regex(^\\d{{3}}$)}', '/12')).toBeUndefined();
  });
});
