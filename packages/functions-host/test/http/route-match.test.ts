import { matchRoute } from '../../src/http/route-match.ts';
import { parseRouteTemplate } from '../../src/http/route-template.ts';

const match = (template: string, path: string) => matchRoute(parseRouteTemplate(template), path);

describe('a path', () => {
  it.each([
    ['items/{id}', '/items/5', { id: '5' }],
    ['items/{id}', '/ITEMS/Five/', { id: 'Five' }],
    ['items/{id}', '/items', undefined],
    ['items/{id}', '/items//5', undefined],
    ['items/{id}', '/items/5/more', undefined],
    ['items/{id?}', '/items', {}],
    ['{lang=en}/{page?}', '/', { lang: 'en' }],
    ['{a?}/b', '/b', undefined],
    ['', '/', {}],
    ['', '/x', undefined],
    ['files/{name}.{ext}', '/files/report.final.pdf', { name: 'report.final', ext: 'pdf' }],
    ['files/{name}.{ext}', '/files/report', undefined],
    ['files/{name}.{ext?}', '/files/report', { name: 'report' }],
    ['files/{name}.{ext?}', '/files/report.txt', { name: 'report', ext: 'txt' }],
    ['v{major}-{minor}', '/v1-2-3', { major: '1-2', minor: '3' }],
    ['x/{id:int=7}', '/x', { id: '7' }],
    ['x/{id:int?}', '/x', {}],
  ])('matches %s with %s as it does on Azure', (template, path, values) => {
    expect(match(template, path)).toEqual(values);
  });

  it.each([
    ['int', ['0', '-7', '+7', '2147483647', '-2147483648'], ['', 'x', '1.5', '2147483648', '99999999999']],
    ['long', ['9223372036854775807'], ['9223372036854775808']],
    ['bool', ['true', 'FALSE'], ['1', 'yes']],
    ['datetime', ['2020-01-02', '2020-01-02T03:04:05Z'], ['tomorrow']],
    ['decimal', ['1', '-1.5', '1,000.5'], ['1e3', 'x']],
    ['double', ['1e3', '.5'], ['x', '1e']],
    ['float', ['1.5'], ['1.5f']],
    ['guid', ['00000000-0000-0000-0000-00000000000A', '{00000000-0000-0000-0000-00000000000a}'], ['0', '{0)']],
    ['alpha', ['abcXYZ'], ['abc1']],
    ['length(3)', ['abc'], ['ab', 'abcd']],
    ['length(2,3)', ['ab', 'abc'], ['a', 'abcd']],
    ['minlength(2)', ['ab'], ['a']],
    ['maxlength(2)', ['ab'], ['abc']],
    ['min(5)', ['5'], ['4', 'x']],
    ['max(5)', ['5'], ['6', 'x']],
    ['range(1,10)', ['1', '10'], ['0', '11', 'x']],
    ['regex(^a+$)', ['aaa', 'AA'], ['aab']],
    ['file', ['a.txt'], ['a']],
    ['nonfile', ['a'], ['a.txt']],
    ['int:min(3)', ['3'], ['2', 'x']],
  ])('must satisfy the constraint %s', (constraint, good, bad) => {
    for (const text of good) expect(match(`{x:${constraint}}`, `/${text}`)).toEqual({ x: text });
    for (const text of bad) expect(match(`{x:${constraint}}`, `/${text}`)).toBeUndefined();
  });
});
