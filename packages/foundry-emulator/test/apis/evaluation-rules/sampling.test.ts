import { isSampled } from '../../../src/apis/evaluation-rules/rule.ts';

const ids = Array.from({ length: 2000 }, (_, at) => `resp_${at}`);
const share = (rate: number | undefined) => ids.filter((id) => isSampled(id, rate));

it('samples the given share of responses, deterministically', () => {
  expect(share(undefined)).toHaveLength(2000);
  expect(share(100)).toHaveLength(2000);
  const tenth = share(10);
  expect(tenth.length).toBeGreaterThan(150);
  expect(tenth.length).toBeLessThan(250);
  expect(share(10)).toEqual(tenth);
  expect(share(20)).toEqual(expect.arrayContaining(tenth));
});
