import type { JobRecord } from '../../shared/jobs/store/job-record.ts';

/** A job as it stands in the register just after its acceptance. */
export const jobRecord = (changes: Partial<JobRecord> = {}): JobRecord => ({
  id: `ft-${'0'.repeat(32)}`,
  kind: 'fine-tuning',
  state: 'accepted',
  subject: 'gpt-4o-mini',
  createdAt: new Date(0),
  updatedAt: new Date(0),
  requestHash: 'hash',
  requestedAction: 'run',
  sequence: 1,
  announced: 0,
  ...changes,
});
