import { odata, type TableClient } from '@azure/data-tables';
import { listMerged } from '../../azure/storage/table-buckets.ts';
import type { JobRecord, JobState } from './job-record.ts';
import { LIST_RANGE, PARTITIONS, recordOf } from './job-row.ts';

export interface JobQuery {
  readonly kind?: string;
  readonly state?: JobState;
  /** Jobs on one page. */
  readonly limit: number;
  /** End of the page before this one. */
  readonly after?: string;
}

export interface JobPage {
  readonly jobs: readonly JobRecord[];
  /** Begins the next page; missing on the last one. */
  readonly next?: string;
}

/** Jobs, the newest first. */
export async function listJobs(table: TableClient, { kind, state, limit, after }: JobQuery): Promise<JobPage> {
  const conditions = [
    odata`RowKey gt ${after ?? LIST_RANGE.from} and RowKey lt ${LIST_RANGE.to}`,
    ...(kind === undefined ? [] : [odata`kind eq ${kind}`]),
    ...(state === undefined ? [] : [odata`state eq ${state}`]),
  ];
  const filters = PARTITIONS.map((partition) => [odata`PartitionKey eq ${partition}`, ...conditions].join(' and '));
  const { items, ...rest } = await listMerged(table, filters, limit, recordOf);
  return { jobs: items, ...rest };
}
