import { alikeGroups } from '../../../src/apis/insights/alike.ts';
import { commonWords } from '../../../src/apis/insights/common-words.ts';
import { coordinatesOf } from '../../../src/apis/insights/coordinates.ts';
import type { Cluster } from '../../../src/apis/insights/insight.ts';

it('groups vectors of similar directions, the largest group first', () => {
  const vectors = [
    [1, 0],
    [0, 1],
    [0.1, 2],
    [0, 3],
    [5, 0.2],
  ];
  expect(alikeGroups(vectors)).toEqual([
    [1, 2, 3],
    [0, 4],
  ]);
  expect(alikeGroups([])).toEqual([]);
});

it('labels a group by words that other texts lack', () => {
  expect(commonWords(['Where is my parcel?', 'The parcel is late'], ['Where is the invoice?'])).toContain('parcel');
  expect(commonWords(['same words'], ['same words'])).toEqual([]);
});

it('gives every cluster and every sample whole-number coordinates', () => {
  const sample = (id: string) => ({ id }) as Cluster['samples'][number];
  const cluster = (id: string, more: Partial<Cluster>) =>
    ({ id, weight: 2, subClusters: [], samples: [], ...more }) as unknown as Cluster;
  const inner = cluster('sub', { samples: [sample('a'), sample('b')] });
  const places = coordinatesOf([cluster('one', { subClusters: [inner] }), cluster('two', { samples: [sample('c')] })]);
  expect(Object.keys(places).sort()).toEqual(['a', 'b', 'c', 'one', 'sub', 'two']);
  expect(Object.values(places).every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
  expect(places.one).toEqual({ x: 1000, y: 0, size: 2 });
  expect(places.two).toEqual({ x: -1000, y: 0, size: 2 });
});
