import { resolveBindingExpression } from '../src/extension/binding-expression.ts';

describe('a binding expression', () => {
  const data = { tag: 'a', n: 5, Query: { Tag: 'q' }, deep: { x: { y: true } }, nothing: null };

  it.each([
    ['orders', 'orders'],
    ['out-{tag}', 'out-a'],
    ['out-{TAG}-{n}', 'out-a-5'],
    ['out-{Query.tag}', 'out-q'],
    ['{deep.x.y}', 'true'],
  ])('%s becomes %s', (text, resolved) => {
    expect(resolveBindingExpression(text, data)).toBe(resolved);
  });

  it.each(['{missing}', '{deep}', '{nothing}', '{tag.x}', '{__proto__}'])(
    '%s fails with the available names',
    (text) => {
      expect(() => resolveBindingExpression(text, data)).toThrow(/has no value.*It gives tag, n, Query/);
    },
  );

  it('resolves random ids and the time', () => {
    expect(resolveBindingExpression('x-{rand-guid}', {})).toMatch(/^x-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(resolveBindingExpression('{rand-guid:N}', {})).toMatch(/^[0-9a-f]{32}$/);
    expect(resolveBindingExpression('{DateTime:yyyy-MM}', {})).toBe(new Date().toISOString().slice(0, 7));
  });
});
