import { figure, percent, plain, table } from '../../report/markdown.ts';
import type { Chart } from '../../report/results.ts';
import type { CriterionComparison } from './compare-criterion.ts';
import type { ComparisonRequest } from './request.ts';

/** The part of a report that tells whether the tuned model is better. */
export function comparisonReport(
  { base, tuned }: ComparisonRequest,
  compared: readonly CriterionComparison[],
  charts: readonly Chart[],
): string {
  const name = (target: ComparisonRequest['base']) => plain(target.model ?? target.agent ?? '');
  return [
    '## Comparison',
    `The tuned model (${name(tuned)}) and the base model (${name(base)}) answered the same rows.`,
    ...compared.map((one) => `- ${sentence(one)}`),
    table(
      [
        'Criterion',
        'Rows',
        'Base passes',
        'Tuned passes',
        'Gained',
        'Lost',
        'Base mean',
        'Tuned mean',
        'Difference, 95 %',
      ],
      compared.map((one) => [
        one.criterion,
        one.pairs,
        percent(one.basePassRate),
        percent(one.tunedPassRate),
        one.gained,
        one.lost,
        figure(one.baseMean),
        figure(one.tunedMean),
        `${figure(one.difference.low)} to ${figure(one.difference.high)}`,
      ]),
    ),
    ...charts.map(({ name: file }) => `![Histogram: number of rows by score, for both models](${file})`),
    'Every row with its verdicts: items-base.jsonl, items-tuned.jsonl',
  ].join('\n\n');
}

const WORDS: Readonly<Record<CriterionComparison['verdict'], string>> = {
  better: 'the tuned model is better',
  worse: 'the tuned model is worse',
  'no clear difference': 'no clear difference',
  'too few rows': 'too few rows to tell',
};

function sentence({ criterion, verdict, difference, pValue, pairs, leftOut }: CriterionComparison): string {
  const { mean, low, high } = difference;
  const out = leftOut === 0 ? '' : `; ${leftOut} rows with errors left out`;
  return (
    `**${plain(criterion)}: ${WORDS[verdict]}.** Mean difference ${figure(mean)} (95 % confidence: ${figure(low)} to ` +
    `${figure(high)}), sign test p = ${figure(pValue)}, ${pairs} rows${out}.`
  );
}
