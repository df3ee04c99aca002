import type { CallResult } from './calls.ts';

const WIDTH = 860;
/** Curves with more points have no dots. */
const MANY_POINTS = 20;
const INK = '#24292f';
const MUTED = '#6e7781';
const GRID = '#d0d7de';
const COLOURS = ['#0969da', '#bc4c00', '#1a7f37', '#8250df'];

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number, label?: string])[];
}

interface Chart {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  readonly isLogarithmic?: boolean;
}

/** Backlog and answer time of each outage over time. */
export function outagePicture(results: readonly { readonly name: string; readonly result: CallResult }[]): string {
  const over = (value: (sample: CallResult['samples'][number]) => number): Series[] =>
    results.map(({ name, result }) => ({
      name,
      points: result.samples.map((sample) => [sample.second / 60, value(sample)] as const).filter(([, y]) => y > 0),
    }));
  return picture([
    {
      title: 'Messages on the input queues, 1,000 calls/s',
      x: 'minutes',
      y: 'messages',
      series: over(({ backlog }) => backlog),
      isLogarithmic: true,
    },
    {
      title: 'Answer time, 99th percentile of each 10 s',
      x: 'minutes',
      y: 'ms',
      series: over(({ p99 }) => p99),
      isLogarithmic: true,
    },
  ]);
}

/** Instances against the overhead of an answer, one curve for each setting. */
export function curvePicture(
  curves: readonly {
    readonly title: string;
    readonly points: readonly { name: string; instances: number; overhead: number }[];
  }[],
): string {
  const series = curves.map(({ title, points }) => ({
    name: title,
    points: points
      .toSorted((a, b) => a.instances - b.instances)
      .map(({ instances, overhead, name }) => [instances, overhead, name] as const),
  }));
  return picture([
    {
      title: 'Instances and overhead of an answer (p99), 800 calls/s on four functions',
      x: 'instances',
      y: 'ms',
      series,
      isLogarithmic: true,
    },
  ]);
}

function picture(charts: readonly Chart[]): string {
  const height = 300;
  const body = charts.map((chart, at) => `<g transform="translate(0 ${at * height})">${drawn(chart, height)}</g>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height * charts.length}" font-family="system-ui, sans-serif" font-size="12" role="img">`,
    `<title>${charts.map(({ title }) => title).join('; ')}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

function drawn({ title, x, y, series, isLogarithmic = false }: Chart, height: number): string {
  const [left, right, top, bottom] = [64, WIDTH - 200, 40, height - 44];
  const all = series.flatMap(({ points }) => points);
  const [mostX, mostY] = [Math.max(1, ...all.map(([value]) => value)), Math.max(1, ...all.map(([, value]) => value))];
  const leastY = isLogarithmic ? Math.max(1, Math.min(...all.map(([, value]) => value))) : 0;
  const [low, high] = isLogarithmic ? [Math.floor(Math.log10(leastY)), Math.ceil(Math.log10(mostY))] : [0, mostY];
  const placeX = (value: number) => left + (value / mostX) * (right - left);
  const placeY = (value: number) => {
    const share = ((isLogarithmic ? Math.log10(Math.max(value, 10 ** low)) : value) - low) / Math.max(1e-9, high - low);
    return bottom - share * (bottom - top);
  };
  const lines = ticks(low, high, isLogarithmic).map(
    (value) =>
      `<line x1="${left}" x2="${right}" y1="${round(placeY(value))}" y2="${round(placeY(value))}" stroke="${GRID}"/>` +
      `<text x="${left - 8}" y="${round(placeY(value) + 4)}" text-anchor="end" fill="${MUTED}">${value.toLocaleString('en-US')}</text>`,
  );
  const below = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${round(placeX(share * mostX))}" y="${bottom + 18}" text-anchor="middle" fill="${MUTED}">${Math.round(share * mostX)}</text>`,
  );
  const curves = series.map(({ name, points }, at) => {
    const colour = COLOURS[at % COLOURS.length] ?? INK;
    const gap = points.length > MANY_POINTS ? (points[1]?.[0] ?? 0) - (points[0]?.[0] ?? 0) : Number.POSITIVE_INFINITY;
    const path = points.map(([px, py], index) => {
      // A time without a value is not drawn.
      const isNext = px - (points[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY) <= gap * 1.5;
      return `${isNext && index > 0 ? 'L' : 'M'}${round(placeX(px))} ${round(placeY(py))}`;
    });
    const dots = points.map(([px, py, label = '']) =>
      points.length > MANY_POINTS
        ? ''
        : `<circle cx="${round(placeX(px))}" cy="${round(placeY(py))}" r="3" fill="${colour}"/>` +
          `<text x="${round(placeX(px))}" y="${round(placeY(py) + (at === 0 ? -8 : 16))}" text-anchor="middle" font-size="10" fill="${colour}">${label}</text>`,
    );
    return (
      `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="1.6"/>${dots.join('')}` +
      `<rect x="${right + 16}" y="${top + at * 20 - 9}" width="10" height="10" fill="${colour}"/>` +
      `<text x="${right + 32}" y="${top + at * 20}" fill="${INK}">${name}</text>`
    );
  });
  return [
    `<text x="${left}" y="22" font-weight="600" fill="${INK}">${title}</text>`,
    ...lines,
    ...below,
    `<text x="${(left + right) / 2}" y="${bottom + 36}" text-anchor="middle" fill="${MUTED}">${x}</text>`,
    `<text x="14" y="${(top + bottom) / 2}" fill="${MUTED}" transform="rotate(-90 14 ${(top + bottom) / 2})" text-anchor="middle">${y}</text>`,
    ...curves,
  ].join('\n');
}

function ticks(low: number, high: number, isLogarithmic: boolean): number[] {
  if (isLogarithmic) return Array.from({ length: high - low + 1 }, (_, at) => 10 ** (low + at));
  return [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * high));
}

const round = (value: number): number => Math.round(value * 10) / 10;
