import { lineChart } from '../../jobs/report/line-chart.ts';
import { plain } from '../../jobs/report/markdown.ts';
import type { Chart } from '../../jobs/report/results.ts';
import type { Comparison } from './compare.ts';
import { describeFall } from './fallen.ts';
import type { TrendRun } from './trend.ts';

const CHART = 'trend.svg';

export function trendChart(trend: readonly TrendRun[]): Chart {
  const names = [...new Set(trend.flatMap(({ scores }) => scores.map(({ criterion }) => criterion)))];
  const lines = names.map((name) => ({
    name,
    points: trend.flatMap(({ scores }, at) =>
      scores.filter(({ criterion }) => criterion === name).map(({ passRate }) => [at + 1, passRate] as const),
    ),
  }));
  return { name: CHART, svg: lineChart('Pass rate over the last runs', 'run', lines) };
}

export function trendReport(trend: readonly TrendRun[], { with: baseline, problem, fallen }: Comparison): string {
  return [
    '## Trend',
    `![pass rate over the last ${trend.length} runs](${CHART})`,
    problem === undefined
      ? `Compared with ${plain(baseline)}: ${fallen.length === 0 ? 'nothing fell' : `${fallen.length} fell`}.`
      : `✗ Not compared with ${plain(baseline)}: ${plain(problem)}`,
    ...fallen.map((fall) => `- ✗ fell: ${plain(describeFall(fall))}`),
  ].join('\n\n');
}
