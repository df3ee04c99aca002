import { axes, COLOURS, HEIGHT, legend, scale, WIDTH } from './chart-axes.ts';
import { drawing, element, type Svg } from './svg.ts';
import { ticks } from './ticks.ts';

export interface Group {
  readonly name: string;
  readonly values: readonly number[];
}

const BINS = 10;

/** Draws the number of values in ten classes of equal width, group beside group. */
export function histogram(title: string, nameX: string, groups: readonly Group[]): Svg {
  const shown = groups.map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }));
  const all = shown.flatMap(({ values }) => values);
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const marksX = all.length === 0 ? [0, 1] : ticks(low, high, BINS);
  const counted = shown.map(({ values }) => counts(values, marksX));
  const marksY = ticks(0, Math.max(1, ...counted.flat()));
  const at = scale(marksX, marksY);
  const bars = counted.flatMap((group, index) =>
    group.map((count, bin) => {
      const left = at.x(marksX[bin] ?? 0);
      const room = (at.x(marksX[bin + 1] ?? 0) - left) * 0.9;
      const width = room / counted.length;
      return element('rect', {
        x: left + room * 0.05 + index * width,
        y: at.y(count),
        width: Math.max(1, width - 1),
        height: at.y(0) - at.y(count),
        fill: COLOURS[index % COLOURS.length] ?? '#000',
      });
    }),
  );
  return drawing(title, WIDTH, HEIGHT, legend(shown.map(({ name }) => name)), axes(marksX, marksY, nameX, at), ...bars);
}

/** Counts the values from each mark up to the next; the last class includes its upper end. */
export function counts(values: readonly number[], marks: readonly number[]): number[] {
  const bins = Math.max(1, marks.length - 1);
  const first = marks[0] ?? 0;
  const width = ((marks.at(-1) ?? 1) - first) / bins || 1;
  const found = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - first) / width + 1e-9)));
    found[bin] = (found[bin] ?? 0) + 1;
  }
  return found;
}
