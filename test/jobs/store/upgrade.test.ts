import { recordOf } from '../../../shared/jobs/store/job-row.ts';
import { jobView } from '../../../shared/jobs/store/job-view.ts';

/** A row as version 1 wrote it: with `wish`, and without a version. */
const row = (state: string) => ({
  id: 'ft-1',
  kind: 'fine-tuning',
  state,
  subject: 'gpt-4o-mini',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  requestHash: 'x',
  wish: 'cancel',
  serviceId: 'ftjob-1',
  sequence: 3,
  announced: 3,
});

describe('a job that version 1 started', () => {
  it('is shown with the remedy while it has not ended', () => {
    expect(jobView(recordOf(row('running')))).toMatchObject({
      state: 'running',
      reason: { code: 'started_by_earlier_version', message: expect.stringMatching(/same Idempotency-Key/) },
    });
  });

  it('stays readable when it has ended', () => {
    const view = jobView(recordOf(row('succeeded')));
    expect(view).toMatchObject({ state: 'succeeded', results: { report: 'results/ft-1/report.md' } });
    expect(view).not.toHaveProperty('reason');
  });

  it('is shown without it once a workflow of this version carries it', () => {
    expect(jobView(recordOf({ ...row('running'), stateVersion: 2 }))).not.toHaveProperty('reason');
  });
});
