import { phaseOfStatus } from '../../../shared/jobs/contract/job-type.ts';
import { phaseOfRun } from '../../../shared/jobs/types/evaluation-run/eval-runs.ts';
import { fineTuning } from '../../../shared/jobs/types/fine-tuning/fine-tuning.ts';

type FineTuningJob = Parameters<typeof fineTuning.phase>[0];
const judge = (status: string) => fineTuning.phase({ status } as FineTuningJob);

describe('a status of the service', () => {
  it.each([
    ['validating_files', 'running'],
    ['pending', 'running'],
    ['paused', 'paused'],
    ['succeeded', 'done'],
    ['Succeeded', 'done'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
    ['canceled', 'cancelled'],
    ['reticulating', 'unknown'],
    ['', 'unknown'],
  ])('of fine-tuning, %s, means %s', (status, judgement) => {
    expect(judge(status)).toBe(judgement);
  });

  it.each([
    ['queued', 'running'],
    ['in_progress', 'running'],
    ['completed', 'done'],
    ['canceled', 'cancelled'],
    ['cancelled', 'cancelled'],
    ['failed', 'failed'],
    ['archived', 'unknown'],
  ])('of a run, %s, means %s', (status, judgement) => {
    expect(phaseOfRun(status)).toBe(judgement);
  });

  it('is unknown for an unknown status', () => {
    expect(phaseOfStatus('done', {})).toBe('unknown');
  });
});
