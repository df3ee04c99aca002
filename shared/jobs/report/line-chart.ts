import { axes, COLOURS, HEIGHT, legend, scale, WIDTH } from './chart-axes.ts';
import { coordinate, drawing, element, type Svg } from './svg.ts';
import { ticks } from './ticks.ts';

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** More points than this cannot be told apart on a line of 640 pixels. */
const MOST_POINTS = 640;

/**
 * Draws several lines over one axis, for instance the losses of a training over its steps. Values that are not numbers are left out.
 * @param rangeY The least range that the vertical axis shows, for instance 0 to 1 for shares.
 */
export function lineChart(
  title: string,
  nameX: string,
  series: readonly Series[],
  rangeY: readonly number[] = [],
): Svg {
  const shown = series
    .map(({ name, points }) => ({ name, points: thin(points.filter((point) => point.every(Number.isFinite))) }))
    .filter(({ points }) => points.length > 0);
  const all = shown.flatMap(({ points }) => points);
  const marksX = marksOf(all.map(([x]) => x));
  const marksY = ticks(...range([...rangeY, ...all.map(([, y]) => y)]));
  const at = scale(marksX, marksY);
  const lines = shown.map(({ points }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? '#000';
    const path = points.map(([x, y]) => `${coordinate(at.x(x))},${coordinate(at.y(y))}`);
    // One point makes no line.
    return path.length === 1
      ? element('circle', { cx: path[0]?.split(',')[0] ?? 0, cy: path[0]?.split(',')[1] ?? 0, r: 3, fill: colour })
      : element('polyline', { points: path.join(' '), fill: 'none', stroke: colour, 'stroke-width': 2 });
  });
  return drawing(
    title,
    WIDTH,
    HEIGHT,
    legend(shown.map(({ name }) => name)),
    axes(marksX, marksY, nameX, at),
    ...lines,
  );
}

/** Steps and runs are whole numbers: so are their marks, even when there is only one. */
function marksOf(values: readonly number[]): number[] {
  const [low, high] = range(values);
  if (!values.every(Number.isInteger) || high - low >= 8) return ticks(low, high, 8);
  const first = low === high ? low - 1 : low;
  return Array.from({ length: (low === high ? high + 1 : high) - first + 1 }, (_, at) => first + at);
}

/** Fewer points with the same look: of each stretch the lowest and the highest, so that no spike gets lost. */
export function thin(points: Series['points']): Series['points'] {
  if (points.length <= MOST_POINTS) return points;
  const stretch = Math.ceil(points.length / (MOST_POINTS / 2));
  const kept: (readonly [number, number])[] = [];
  for (let from = 0; from < points.length; from += stretch) {
    const some = points.slice(from, from + stretch).toSorted(([, a], [, b]) => a - b);
    const ends = [some[0], some.at(-1)].filter((point) => point !== undefined);
    kept.push(...ends.toSorted(([a], [b]) => a - b));
  }
  return kept;
}

function range(values: readonly number[]): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length === 0 ? [0, 1] : [low, high];
}
