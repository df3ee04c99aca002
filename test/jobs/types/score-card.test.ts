import { describeGate, evaluateGates } from '../../../shared/jobs/types/evaluation-run/gates.ts';
import type { OutputItem } from '../../../shared/jobs/types/evaluation-run/output-items.ts';
import { criterionOf, ScoreCard, verdictsOf } from '../../../shared/jobs/types/evaluation-run/score-card.ts';

const item = (results: OutputItem['results'], more: Partial<OutputItem> = {}): OutputItem => ({
  id: 'item-1',
  datasource_item_id: '0',
  status: 'pass',
  results,
  sample: undefined,
  ...more,
});

const criteria = ['exact', 'exact match', 'grounded'];

describe('what the service says of a row', () => {
  it('is a verdict for each criterion', () => {
    expect(
      verdictsOf(
        item([
          { name: 'exact', passed: true, score: 1 },
          { name: 'grounded', passed: false, score: 2.5 },
        ]),
        criteria,
      ),
    ).toEqual([
      { criterion: 'exact', outcome: 'passed', score: 1 },
      { criterion: 'exact match', outcome: 'errored' },
      { criterion: 'grounded', outcome: 'failed', score: 2.5 },
    ]);
  });

  it.each([[null], [undefined], [Number.NaN]])('is an error, and no zero, when the score is %s', (score) => {
    expect(verdictsOf(item([{ name: 'exact', passed: true, score }]), ['exact'])).toEqual([
      { criterion: 'exact', outcome: 'errored' },
    ]);
  });

  it('is an error for all criteria when there was no answer to judge', () => {
    const failed = item([{ name: 'exact', passed: false, score: 0 }], {
      sample: { error: { message: 'content filter' } },
    });
    expect(verdictsOf(failed, ['exact'])).toEqual([{ criterion: 'exact', outcome: 'errored' }]);
  });

  it('belongs to a criterion even with an id of the service behind its name', () => {
    expect(criterionOf('exact match-6f3c', criteria)).toBe('exact match');
    expect(criterionOf('exact-6f3c', criteria)).toBe('exact');
    expect(criterionOf('other', criteria)).toBeUndefined();
  });
});

describe('the scores of a run', () => {
  const card = new ScoreCard(['exact']);
  for (const [outcome, score] of [
    ['passed', 1],
    ['passed', 0.8],
    ['failed', 0.3],
    ['errored', undefined],
  ] as const) {
    card.add([{ criterion: 'exact', outcome, ...(score === undefined ? {} : { score }) }]);
  }
  const scores = card.scores();

  it('count errors as not passed, and leave them out of the mean', () => {
    expect(scores).toEqual([
      {
        criterion: 'exact',
        total: 4,
        passed: 2,
        failed: 1,
        errored: 1,
        passRate: 0.5,
        mean: expect.closeTo(0.7),
        deviation: expect.closeTo(0.3606, 3),
        min: 0.3,
        max: 1,
      },
    ]);
  });

  it('meet their gates or do not', () => {
    const verdicts = evaluateGates({ exact: { minPassRate: 0.5, minMean: 0.71 } }, scores);
    expect(verdicts.map(({ gate, met }) => [gate, met])).toEqual([
      ['minPassRate', true],
      ['minMean', false],
    ]);
    expect(verdicts.map(describeGate)).toEqual(['exact: pass rate 50 %, wanted 50 %', 'exact: mean 0.7, wanted 0.71']);
  });

  it('do not meet a gate when there is nothing to measure', () => {
    const empty = new ScoreCard(['exact']).scores();
    expect(evaluateGates({ exact: { minPassRate: 0, minMean: 0 } }, empty).map(({ met }) => met)).toEqual([
      false,
      false,
    ]);
  });

  it('meet a gate they are at, whatever the last digits', () => {
    const thirds = new ScoreCard(['exact']);
    for (const score of [0.1, 0.2, 0.6]) thirds.add([{ criterion: 'exact', outcome: 'passed', score }]);
    expect(evaluateGates({ exact: { minMean: 0.3 } }, thirds.scores())[0]?.met).toBe(true);
  });
});
