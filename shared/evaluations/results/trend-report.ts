import { lineChart } from '../../jobs/report/line-chart.ts';
import { plain } from '../../jobs/report/markdown.ts';
import type { Chart } from '../../jobs/report/results.ts';
import type { TrendRun } from '../store/trend.ts';
import type { Comparison } from './compare.ts';
import { describeRegression } from './regression.ts';

const CHART = 'trend.svg';

export function trendChart(trend: readonly TrendRun[]): Chart {
  const names = [...new Set(trend.flatMap(({ scores }) => scores.map(({ criterion }) => criterion)))];
  const lines = names.map((name) => ({
    name,
    points: trend.flatMap(({ scores }, at) =>
      scores.filter(({ criterion }) => criterion === name).map(({ passRate }) => [at + 1, passRate] as const),
    ),
  }));
  return { name: CHART, svg: lineChart('Pass rate over the last runs', 'run', lines, [0, 1]) };
}

export function trendReport(trend: readonly TrendRun[], { with: baseline, problem, regressions }: Comparison): string {
  return [
    '## Trend',
    `![pass rate over the last ${trend.length} runs](${CHART})`,
    problem === undefined
      ? `Compared with ${plain(baseline)}: ${regressions.length === 0 ? 'nothing fell' : `${regressions.length} fell`}.`
      : `✗ Not compared with ${plain(baseline)}: ${plain(problem)}`,
    ...regressions.map((fall) => `- ✗ fell: ${plain(describeRegression(fall))}`),
  ].join('\n\n');
}
