import fc from 'fast-check';
import { jobReport } from '../../../shared/jobs/activities/job-report.ts';
import { counts, histogram } from '../../../shared/jobs/report/histogram.ts';
import { lineChart, thin } from '../../../shared/jobs/report/line-chart.ts';
import { plain, table } from '../../../shared/jobs/report/markdown.ts';
import { ticks } from '../../../shared/jobs/report/ticks.ts';
import { jobRecord } from '../../support/job-records.ts';

/** Every opening tag has its end, and no text breaks out of its place. */
function wellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name, inside] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[\w:-]+="[^"<]*")*)\s*\/?>/g)) {
    const [whole] = [`${inside}`];
    if (close) {
      if (open.pop() !== name) return false;
    } else if (!svg.includes(`<${name}${whole}/>`)) open.push(`${name}`);
  }
  return open.length === 0;
}

const number = fc.double({ min: -1e6, max: 1e6, noNaN: false });

/** The labels of a chart's axes. */
const labels = (svg: string) => [...svg.matchAll(/>(-?[\d.]+k?)<\/text>/g)].map(([, label]) => label);

describe('a chart of one point', () => {
  it('has whole numbers around it, and the whole range of a share', () => {
    const svg = lineChart('Pass rate over the last runs', 'run', [{ name: 'exact', points: [[1, 0.8]] }], [0, 1]);
    expect(labels(svg)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1', '0', '1', '2']);
  });

  it('has whole numbers for few runs', () => {
    const points = [1, 2, 3].map((run) => [run, 0.5] as const);
    expect(labels(lineChart('x', 'run', [{ name: 'exact', points }], [0, 1])).slice(-3)).toEqual(['1', '2', '3']);
  });
});

describe('a line chart', () => {
  it('draws a line for each series, and names it', () => {
    const svg = lineChart('Loss', 'step', [
      {
        name: 'training',
        points: [
          [1, 2],
          [2, 1],
          [3, 0.5],
        ],
      },
      { name: 'validation', points: [[3, 0.7]] },
    ]);
    expect(svg.match(/<polyline/g)).toHaveLength(1);
    expect(svg.match(/<circle/g)).toHaveLength(1);
    expect(svg).toContain('>validation<');
    expect(svg).toContain('<title>Loss</title>');
    expect(wellFormed(svg)).toBe(true);
  });

  it.each([
    [5e-324, -5e-324],
    [1e300, 1e300 * (1 + 1e-15)],
    [0, 1e-310],
  ])('is a drawing of values as close to each other as %p and %p', (one, other) => {
    const svg = lineChart('Loss', 'step', [
      {
        name: 'a',
        points: [
          [0, one],
          [1, other],
        ],
      },
    ]);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(wellFormed(svg)).toBe(true);
  });

  it('is a drawing whatever the values and names', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.tuple(number, number), { maxLength: 30 }),
        (name, points) => {
          const svg = lineChart(name, name, [{ name, points }]);
          expect(svg).not.toMatch(/NaN|Infinity/);
          expect(wellFormed(svg)).toBe(true);
        },
      ),
    );
  });

  it('of a hundred thousand steps keeps its spikes, and stays small', () => {
    const points = Array.from({ length: 100_000 }, (_, at) => [at, at === 77_777 ? 99 : 1] as const);
    expect(thin(points)).toContainEqual([77_777, 99]);
    expect(lineChart('Loss', 'step', [{ name: 'training', points }]).length).toBeLessThan(20_000);
  });
});

describe('a histogram', () => {
  it('counts every value once', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (values) => {
        const found = counts(values, [0, 0.2, 0.4, 0.6, 0.8, 1]);
        expect(found.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });

  it('puts the end of the range into the last class', () => {
    expect(counts([0, 0.5, 1], [0, 0.5, 1])).toEqual([1, 2]);
  });

  it('is a drawing even of nothing, or of one value', () => {
    for (const values of [[], [0.5], [1, 1, 1], [Number.NaN]]) {
      const svg = histogram('Scores', 'score', [{ name: 'exact', values }]);
      expect(svg).not.toMatch(/NaN|Infinity/);
      expect(wellFormed(svg)).toBe(true);
    }
  });
});

describe('the marks of an axis', () => {
  it('are few, even, and hold the range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        (low, width) => {
          // Marks have twelve digits; what differs only behind them cannot be told apart on an axis.
          fc.pre(width > Math.abs(low) * 1e-6);
          const marks = ticks(low, low + width);
          expect(marks.length).toBeLessThanOrEqual(9);
          expect(marks[0]).toBeLessThanOrEqual(low + width * 1e-6);
          expect(marks.at(-1)).toBeGreaterThanOrEqual(low + width * (1 - 1e-6));
        },
      ),
    );
  });
});

describe('a report', () => {
  it('tells how the job went, and shows what its parts have to say', () => {
    const job = jobRecord({
      state: 'failed',
      endedAt: new Date(7_500_000),
      reason: { code: 'no_progress', message: 'It stood | still.' },
      subject: 'gpt-4o-mini',
    });
    const report = jobReport(job, [{ result: {}, report: '## Training\n\nlosses', charts: [] }]);
    expect(report).toContain('# Fine-tuning: gpt-4o-mini');
    expect(report).toContain('> It stood \\| still.');
    expect(report).toContain('| Took | 2 h 5 min |');
    expect(report.endsWith('losses\n')).toBe(true);
  });

  it('shows texts from outside as they are', () => {
    expect(plain('<img src=x> [a](b) | `c`\n# d')).toBe('\\<img src=x\\> \\[a\\](b) \\| \\`c\\` \\# d');
    expect(table(['a'], [['x|y'], [undefined], [3]])).toBe('| a |\n| --- |\n| x\\|y |\n|  |\n| 3 |');
  });
});
