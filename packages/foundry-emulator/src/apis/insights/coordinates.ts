import type { Cluster, Coordinate } from './insight.ts';

/** Radius of the circle of clusters. The members of a cluster lie on a smaller circle around it. */
const RADIUS = 1000;
const SMALLER = 0.25;

/**
 * Returns whole-number coordinates for a chart: clusters in order on a circle, and their members around them. They have no further
 * meaning.
 */
export function coordinatesOf(clusters: readonly Cluster[]): Readonly<Record<string, Coordinate>> {
  return Object.fromEntries(clusters.flatMap((cluster, at) => placed(cluster, onCircle(at, clusters.length), RADIUS)));
}

function placed(cluster: Cluster, [x, y]: [number, number], radius: number): [string, Coordinate][] {
  const inner = radius * SMALLER;
  const place = (at: number, of: number, around: number): [number, number] => {
    const [dx, dy] = onCircle(at, of);
    return [x + (dx / RADIUS) * around, y + (dy / RADIUS) * around];
  };
  const { subClusters, samples } = cluster;
  const within = subClusters.flatMap((sub, at) => placed(sub, place(at, subClusters.length, inner), inner));
  const dots = samples.map((sample, at): [string, Coordinate] => [
    sample.id,
    coordinate(place(at, samples.length, inner), 1),
  ]);
  return [[cluster.id, coordinate([x, y], cluster.weight)], ...within, ...dots];
}

const onCircle = (at: number, of: number): [number, number] => {
  const angle = (2 * Math.PI * at) / of;
  return [RADIUS * Math.cos(angle), RADIUS * Math.sin(angle)];
};

/** Adding 0 turns -0 into 0. */
const coordinate = ([x, y]: [number, number], size: number): Coordinate => ({
  x: Math.round(x) + 0,
  y: Math.round(y) + 0,
  size,
});
