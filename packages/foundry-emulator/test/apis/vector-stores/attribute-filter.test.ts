import { type AttributeFilter, meets } from '../../../src/apis/vector-stores/index/attribute-filter.ts';

const FILE = { year: 2024, place: 'harbour', open: true };

it.each<[AttributeFilter, boolean]>([
  [{ type: 'eq', key: 'place', value: 'harbour' }, true],
  [{ type: 'eq', key: 'open', value: true }, true],
  [{ type: 'eq', key: 'year', value: '2024' }, false],
  [{ type: 'ne', key: 'place', value: 'harbour' }, false],
  [{ type: 'ne', key: 'missing', value: 'x' }, true],
  [{ type: 'gt', key: 'year', value: 2024 }, false],
  [{ type: 'gte', key: 'year', value: 2024 }, true],
  [{ type: 'lt', key: 'year', value: 2025 }, true],
  [{ type: 'lte', key: 'year', value: 2023 }, false],
  [{ type: 'lt', key: 'place', value: 'island' }, true],
  [{ type: 'lt', key: 'place', value: 5 }, false],
  [{ type: 'gt', key: 'missing', value: 0 }, false],
  [{ type: 'in', key: 'place', value: ['bakery', 'harbour'] }, true],
  [{ type: 'nin', key: 'place', value: ['bakery', 'harbour'] }, false],
])('%j: %s', (filter, met) => expect(meets(FILE, filter)).toBe(met));

it('joins filters by and, and by or, as deep as they go', () => {
  const yes: AttributeFilter = { type: 'eq', key: 'year', value: 2024 };
  const no: AttributeFilter = { type: 'eq', key: 'year', value: 2025 };
  expect(meets(FILE, { type: 'and', filters: [yes, no] })).toBe(false);
  expect(meets(FILE, { type: 'or', filters: [no, { type: 'and', filters: [yes, yes] }] })).toBe(true);
});
