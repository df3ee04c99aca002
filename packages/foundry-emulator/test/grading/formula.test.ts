import fc from 'fast-check';
import { parseFormula } from '../../src/grading/contract/formula.ts';

const value = (formula: string, scores: Record<string, number> = {}) =>
  parseFormula(formula).evaluate(new Map(Object.entries(scores)));

describe('a formula over scores', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['2 ** 3', 8],
    ['-2 ^ 2', -4],
    ['10 / 4 - 1', 1.5],
    ['8 - 3 - 2', 3],
    ['min(3, 1, 2) + max(0.5, .25)', 1.5],
    ['sqrt(16) + abs(-1) + floor(1.9) + ceil(0.1) + exp(0) + log(1)', 8],
    ['1e-1 * 10', 1],
  ])('%s is %d', (formula, result) => {
    expect(value(formula)).toBeCloseTo(result, 12);
  });

  it('reads scores by name', () => {
    expect(value('0.7 * accuracy + 0.3 * style', { accuracy: 1, style: 0.5 })).toBeCloseTo(0.85, 12);
    expect([...parseFormula('a + min(b, a)').names]).toEqual(['a', 'b']);
  });

  it.each([
    ['1 +', 'a number or a name is expected where it ends'],
    ['(1', '")" is expected where it ends'],
    ['1 2', 'an operator is expected where "2" stands'],
    ['a; b', 'a number, a name or an operator is expected where ";" stands'],
    ['', 'a number or a name is expected where it ends'],
    ['min(1, )', 'a number or a name is expected where ")" stands'],
  ])('%s is refused: %s', (formula, why) => {
    expect(() => parseFormula(formula)).toThrow(why);
  });

  it('never runs anything else than arithmetic', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          return typeof value(text) === 'number';
        } catch (error) {
          return error instanceof SyntaxError;
        }
      }),
    );
  });
});
