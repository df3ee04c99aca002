import { odata, type TableClient } from '@azure/data-tables';
import { isMissingHome } from '../../storage/storage-errors.ts';
import type { JobRecord, JobState } from './job-record.ts';
import { LIST_RANGE, PARTITION, recordOf } from './job-row.ts';

export interface JobQuery {
  readonly kind?: string;
  readonly state?: JobState;
  /** Jobs on one page. */
  readonly limit: number;
  /** Where the page before this one ended. */
  readonly after?: string;
}

export interface JobPage {
  readonly jobs: readonly JobRecord[];
  /** What the next page begins after; left out with the last page. */
  readonly next?: string;
}

/** Jobs, the newest first. */
export async function listJobs(table: TableClient, { kind, state, limit, after }: JobQuery): Promise<JobPage> {
  const conditions = [
    odata`PartitionKey eq ${PARTITION} and RowKey gt ${after ?? LIST_RANGE.from} and RowKey lt ${LIST_RANGE.to}`,
    ...(kind === undefined ? [] : [odata`kind eq ${kind}`]),
    ...(state === undefined ? [] : [odata`state eq ${state}`]),
  ];
  const rows = table.listEntities({ queryOptions: { filter: conditions.join(' and ') } });
  const found: { readonly record: JobRecord; readonly key: string }[] = [];
  try {
    // One more than a page holds tells whether there is another page.
    for await (const row of rows) {
      found.push({ record: recordOf(row), key: String(row.rowKey) });
      if (found.length > limit) break;
    }
  } catch (error) {
    if (!isMissingHome(error)) throw error;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    jobs: page.map(({ record }) => record),
    ...(found.length > limit && last !== undefined ? { next: last.key } : {}),
  };
}
