import { element, type Svg, text } from './svg.ts';
import { label } from './ticks.ts';

export const WIDTH = 720;
export const HEIGHT = 320;
export const COLOURS = ['#0b62b0', '#c2410c', '#15803d', '#7c3aed'] as const;

const EDGE = { left: 60, right: 20, top: 56, bottom: 44 };

/** Maps values to positions in a drawing. */
export interface Scale {
  x(value: number): number;
  y(value: number): number;
}

/** The room between the axes, from the first to the last mark of each. */
export function scale(marksX: readonly number[], marksY: readonly number[]): Scale {
  const along = (marks: readonly number[], from: number, to: number) => {
    const low = marks[0] ?? 0;
    const high = marks.at(-1) ?? 1;
    return (value: number) => from + ((value - low) / (high - low || 1)) * (to - from);
  };
  return {
    x: along(marksX, EDGE.left, WIDTH - EDGE.right),
    y: along(marksY, HEIGHT - EDGE.bottom, EDGE.top),
  };
}

/** Axes with their marks, and what they show. */
export function axes(marksX: readonly number[], marksY: readonly number[], nameX: string, at: Scale): Svg {
  const right = WIDTH - EDGE.right;
  const bottom = HEIGHT - EDGE.bottom;
  return [
    ...marksY.flatMap((mark) => [
      element('line', { x1: EDGE.left, x2: right, y1: at.y(mark), y2: at.y(mark), stroke: '#e5e5e5' }),
      text(label(mark), { x: EDGE.left - 8, y: at.y(mark) + 4, 'text-anchor': 'end' }),
    ]),
    ...marksX.map((mark) => text(label(mark), { x: at.x(mark), y: bottom + 18, 'text-anchor': 'middle' })),
    element('line', { x1: EDGE.left, x2: right, y1: bottom, y2: bottom, stroke: '#888' }),
    text(nameX, { x: (EDGE.left + right) / 2, y: HEIGHT - 8, 'text-anchor': 'middle' }),
  ].join('');
}

/** Returns the legend, a row below the title. */
export function legend(names: readonly string[]): Svg {
  let x = EDGE.left;
  return names
    .map((name, at) => {
      const colour = COLOURS[at % COLOURS.length] ?? '#000';
      const entry =
        element('rect', { x, y: 34, width: 10, height: 10, fill: colour }) + text(name, { x: x + 15, y: 43 });
      x += 30 + name.length * 7;
      return entry;
    })
    .join('');
}
