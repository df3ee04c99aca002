import { curves, metricsOf } from '../../../shared/jobs/types/fine-tuning/metrics.ts';

describe('the metrics of an event', () => {
  it.each([
    [
      { message: 'Step 3/90', data: { step: 3, train_loss: 0.5, total_steps: 90 } },
      { step: 3, values: { train_loss: 0.5 } },
    ],
    [
      { message: 'Step 10/90: training loss=0.52, validation loss=0.61' },
      { step: 10, values: { train_loss: 0.52, valid_loss: 0.61 } },
    ],
    [
      { message: 'Step 90/90: training loss=0.5, full validation loss=0.7' },
      { step: 90, values: { train_loss: 0.5, full_valid_loss: 0.7 } },
    ],
    [{ message: 'Fine-tuning job started' }, undefined],
    [{ message: 'Job started', data: { workers: 4 } }, undefined],
    [{ message: 'Step 4', data: null }, undefined],
  ])('%j are %j', (event, metrics) => {
    expect(metricsOf(event)).toEqual(metrics);
  });

  it('become curves, each point once and in order', () => {
    const steps = [
      { step: 2, values: { train_loss: 0.8, valid_loss: 0.9 } },
      { step: 1, values: { train_loss: 1 } },
    ];
    expect(curves(steps, 'loss')).toEqual([
      {
        name: 'training',
        points: [
          [1, 1],
          [2, 0.8],
        ],
      },
      { name: 'validation', points: [[2, 0.9]] },
    ]);
    expect(curves(steps, 'reward')).toEqual([]);
  });
});
