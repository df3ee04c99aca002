import * as z from 'zod';
import { BUCKETS, bucketOf } from '../../azure/storage/table-buckets.ts';
import { JOB_STATES, type JobRecord } from './job-record.ts';

/** A job and its place in the list share a partition, so that they change together. Jobs are spread by their id. */
export const jobPartition = (id: string): string => `jobs!${bucketOf(id)}`;
/** Version 0.1 wrote all jobs here. A job stays where it was created. */
export const OLD_PARTITION = 'jobs';
export const PARTITIONS: readonly string[] = [...BUCKETS.map((bucket) => `jobs!${bucket}`), OLD_PARTITION];

/** A time that no job is older than, for names that sort the newest first. Digits stay the same in number until the year 2286. */
const FAR = 9_999_999_999_999;

export const idKey = (id: string) => `id!${id}`;
export const listKey = ({ id, createdAt }: Pick<JobRecord, 'id' | 'createdAt'>) =>
  `at!${String(FAR - createdAt.getTime()).padStart(13, '0')}!${id}`;

/** All rows of the list, newest job first. */
export const LIST_RANGE = { from: 'at!', to: 'at"' } as const;

const absent = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const reason = z.object({ code: z.string(), message: z.string() });

const row = z.object({
  id: z.string(),
  stateVersion: z.number().catch(1),
  kind: z.string(),
  state: z.enum(JOB_STATES),
  subject: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
  endedAt: absent(z.date()),
  requestHash: z.string(),
  serviceId: absent(z.string()),
  serviceStatus: absent(z.string()),
  laterStages: absent(z.preprocess((text) => JSON.parse(String(text)), z.record(z.string(), z.string()))),
  requestedAction: z.enum(['run', 'pause', 'resume', 'cancel']).catch('run'),
  reason: absent(z.preprocess((text) => JSON.parse(String(text)), reason)),
  verdict: absent(z.enum(['passed', 'failed'])),
  webhook: absent(z.string()),
  sequence: z.number(),
  announced: z.number(),
  leaseUntil: absent(z.date()),
});

/**
 * Reads a row.
 * @throws ZodError when it is not a row of a job
 */
export const recordOf = (found: unknown): JobRecord => row.parse(found);

/** Characters of a reason that are kept. A property of a row holds 32,768. */
const MOST_REASON = 8_000;

/** Returns the columns for a record or for changes of one. */
export function propertiesOf(changes: Partial<JobRecord>): Record<string, unknown> {
  const { reason: why, laterStages, ...plain } = changes;
  return {
    ...plain,
    ...(laterStages === undefined ? {} : { laterStages: JSON.stringify(laterStages) }),
    ...(why === undefined
      ? {}
      : { reason: JSON.stringify({ code: why.code, message: why.message.slice(0, MOST_REASON) }) }),
  };
}
