import fc from 'fast-check';
import { hyperparameterFault, resolveHyperparameters } from '../../../src/apis/fine-tuning/hyperparameters.ts';
import type { TuningJob } from '../../../src/apis/fine-tuning/job/job.ts';
import { resultFile } from '../../../src/apis/fine-tuning/result-file.ts';
import { metricsAt } from '../../../src/apis/fine-tuning/simulation/metrics.ts';
import { planOf } from '../../../src/apis/fine-tuning/simulation/plan.ts';
import { holdAt, momentOf, trainedUntil } from '../../../src/apis/fine-tuning/simulation/progress.ts';
import { checkpointsOf, eventsOf, measured } from '../../../src/apis/fine-tuning/simulation/training-events.ts';

const HOUR = 3_600_000;

const job = (more: Partial<TuningJob> = {}): TuningJob => ({
  id: 'ftjob-1',
  createdAt: 0,
  phase: 'running',
  model: 'gpt-4o-mini',
  modelName: 'ft:gpt-4o-mini:local::1',
  trainingFile: 'file-1',
  validationFile: null,
  method: 'supervised',
  hyperparameters: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 2 },
  seed: 42,
  metadata: null,
  outcome: { kind: 'succeed', duration: 'PT1H' },
  size: { examples: 10, tokens: 1000, validated: true },
  startedAt: 1000,
  pauses: [],
  notes: [],
  ...more,
});

describe('the metrics of a run', () => {
  const course = { seed: 7, steps: 1000, examples: 500, method: 'supervised', validated: true } as const;
  const mean = (from: number, to: number, seed = 7) => {
    const steps = Array.from({ length: to - from }, (_, at) => metricsAt({ ...course, seed }, from + at).train_loss);
    return steps.reduce((sum, loss) => sum + loss, 0) / steps.length;
  };

  it('fall, from tenth to tenth, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const tenths = [0, 1, 2, 3, 5, 9].map((tenth) => mean(tenth * 100 + 1, tenth * 100 + 101, seed));
        return tenths.every((loss, at) => at === 0 || loss < (tenths[at - 1] ?? 0));
      }),
      { numRuns: 30 },
    );
  });

  it('are deterministic for a seed', () => {
    expect(metricsAt(course, 5)).toEqual(metricsAt(course, 5));
    expect(metricsAt({ ...course, seed: 8 }, 5)).not.toEqual(metricsAt(course, 5));
  });

  it('start a preference run near ln 2, and let rewards rise in a reinforcement run', () => {
    expect(metricsAt({ ...course, method: 'dpo' }, 1).train_loss).toBeCloseTo(Math.LN2, 0);
    const reward = (step: number) => metricsAt({ ...course, method: 'reinforcement' }, step).train_mean_reward ?? -1;
    expect(reward(1000)).toBeGreaterThan(reward(1) + 0.2);
  });

  it('have validation losses only where there was a validation file', () => {
    expect(metricsAt({ ...course, validated: false }, 5)).not.toHaveProperty('valid_loss');
  });
});

describe('the progress of a run', () => {
  const pauses = fc
    .array(fc.tuple(fc.integer({ min: 0, max: HOUR }), fc.integer({ min: 1, max: HOUR })), { maxLength: 4 })
    .map((gaps) => {
      let from = 1000;
      return gaps.map(([before, lasting]) => {
        const pause = { from: from + before, to: from + before + lasting };
        from = pause.to;
        return pause;
      });
    });

  it('is consistent between moments and trained time, with and without pauses', () => {
    fc.assert(
      fc.property(pauses, fc.integer({ min: 1, max: HOUR }), (given, trained) => {
        const one = job({ pauses: given });
        const plan = planOf(one);
        expect(trainedUntil(one, plan, momentOf(one, plan, trained))).toBe(trained);
      }),
    );
  });

  it('never decreases, and ends with the plan', () => {
    fc.assert(
      fc.property(
        pauses,
        fc.integer({ min: 0, max: 5 * HOUR }),
        fc.integer({ min: 0, max: HOUR }),
        (given, moment, more) => {
          const one = job({ pauses: given });
          const plan = planOf(one);
          const [before, after] = [trainedUntil(one, plan, moment), trainedUntil(one, plan, moment + more)];
          return before <= after && after <= plan.duration && before >= 0;
        },
      ),
    );
  });

  it('stops during a pause, and after a stall', () => {
    const halted = job({ pauses: [{ from: 1000 + HOUR / 4 }] });
    expect(trainedUntil(halted, planOf(halted), 10 * HOUR)).toBe(HOUR / 4);
    expect(momentOf(halted, planOf(halted), HOUR / 2)).toBe(Number.POSITIVE_INFINITY);
    const stalled = job({ outcome: { kind: 'stall', at: 0.5, duration: 'PT1H' } });
    expect(trainedUntil(stalled, planOf(stalled), 10 * HOUR)).toBe(HOUR / 2);
    expect(momentOf(stalled, planOf(stalled), HOUR)).toBe(Number.POSITIVE_INFINITY);
  });

  it('shows the status of a scenario for its duration, and continues', () => {
    const odd = job({ outcome: { kind: 'status', at: 0.5, status: 'gremlins', lasting: 'PT10M', duration: 'PT1H' } });
    const plan = planOf(odd);
    const begin = 1000 + HOUR / 2;
    expect(holdAt(odd, plan, begin - 1)).toBeUndefined();
    expect(holdAt(odd, plan, begin)).toBe('gremlins');
    expect(holdAt(odd, plan, begin + 10 * 60_000 - 1)).toBe('gremlins');
    expect(holdAt(odd, plan, begin + 10 * 60_000)).toBeUndefined();
    expect(momentOf(odd, plan, HOUR)).toBe(1000 + HOUR + 10 * 60_000);
  });
});

describe('the events of a run', () => {
  it('include metrics for each step, and a checkpoint for each epoch', () => {
    const one = job();
    const plan = planOf(one);
    expect(plan).toMatchObject({ steps: 30, epochs: 3, logEvery: 1 });
    expect(eventsOf(one, plan, 1000 + HOUR / 2).map(({ message }) => message)[0]).toContain('Step 15/30');
    expect(eventsOf(one, plan, 1000 + HOUR)).toHaveLength(33);
    expect(checkpointsOf(one, plan, 1000 + HOUR / 2).map(({ step_number: step }) => step)).toEqual([10]);
    const all = checkpointsOf(one, plan, 1000 + HOUR);
    expect(all.map(({ step_number: step, fine_tuned_model_checkpoint: model }) => [step, model])).toEqual([
      [30, 'ft:gpt-4o-mini:local::1'],
      [20, 'ft:gpt-4o-mini:local::1:ckpt-step-20'],
      [10, 'ft:gpt-4o-mini:local::1:ckpt-step-10'],
    ]);
  });

  it('only grow in number, and keep their ids', () => {
    const one = job({ notes: [{ at: 1000, level: 'info', message: 'Fine-tuning job started' }] });
    const plan = planOf(one);
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 2 * HOUR }), fc.integer({ min: 0, max: HOUR }), (moment, more) => {
        const before = eventsOf(one, plan, moment).map(({ id }) => id);
        const after = eventsOf(one, plan, moment + more).map(({ id }) => id);
        expect(after.slice(after.length - before.length)).toEqual(before);
      }),
      { numRuns: 30 },
    );
  });

  it('are limited to a few hundred, however many steps there are', () => {
    const one = job({ size: { examples: 2_000_000, tokens: 1, validated: false } });
    const plan = planOf(one);
    expect(plan.steps).toBe(6_000_000);
    expect(measured(one, plan).length).toBeLessThanOrEqual(502);
    expect(measured(one, plan).at(-1)?.step).toBe(6_000_000);
  });

  it('agree with the result file', () => {
    const one = job({ size: { examples: 10, tokens: 1, validated: false } });
    const [head, first, ...rest] = resultFile(measured(one, planOf(one)))
      .trimEnd()
      .split('\n');
    expect(head).toBe('step,train_loss,train_mean_token_accuracy');
    expect(first).toMatch(/^1,\d\.\d+,0\.\d+$/);
    expect(rest).toHaveLength(29);
  });
});

describe('hyperparameters', () => {
  it('on auto get values that depend on the file', () => {
    expect(resolveHyperparameters('supervised', { n_epochs: 'auto' }, 20)).toEqual({
      n_epochs: 4,
      batch_size: 1,
      learning_rate_multiplier: 2,
    });
    expect(resolveHyperparameters('dpo', { beta: 0.5, batch_size: null }, 50_000)).toEqual({
      n_epochs: 2,
      batch_size: 100,
      learning_rate_multiplier: 2,
      beta: 0.5,
    });
    expect(resolveHyperparameters('supervised', { n_epochs: 7 }, 1e9).batch_size).toBe(256);
  });

  it.each([
    ['supervised', { n_epochs: 51 }, 'n_epochs must be "auto" or a whole number from 1 to 50.'],
    ['supervised', { n_epochs: 1.5 }, 'n_epochs must be'],
    ['supervised', { batch_size: 257 }, 'from 1 to 256'],
    ['supervised', { learning_rate_multiplier: 0 }, 'a number above 0'],
    ['dpo', { beta: 3 }, 'a number above 0, at most 2'],
    ['supervised', { beta: 1 }, 'beta is not a hyperparameter of supervised; those are n_epochs'],
  ] as const)('of %s that are out of range are named: %j', (method, given, message) => {
    expect(hyperparameterFault(method, given)?.message).toContain(message);
  });
});
