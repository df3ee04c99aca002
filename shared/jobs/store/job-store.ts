import type { TableClient, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../../azure/storage/storage-errors.ts';
import type { RequestedAction } from '../workflow/activity-result.ts';
import type { JobRecord } from './job-record.ts';
import { idKey, jobPartition, listKey, OLD_PARTITION, propertiesOf, recordOf } from './job-row.ts';

export const JOBS_TABLE = 'Jobs';

/** A record with its version: an update succeeds only while the record has this version. */
export interface StoredJob {
  readonly record: JobRecord;
  readonly etag: string;
  readonly partition: string;
}

/** All jobs, in a table: one row by id, and one that sorts them by age. */
export class JobStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** Enters a new job; false when there is one of this id. */
  async insert(record: JobRecord): Promise<boolean> {
    const properties = propertiesOf(record);
    const partitionKey = jobPartition(record.id);
    if ((await this.#readFrom(OLD_PARTITION, record.id)) !== undefined) return false;
    try {
      await createIfMissing(
        () => this.#table.createTable(),
        () =>
          this.#table.submitTransaction([
            ['create', { partitionKey, rowKey: idKey(record.id), ...properties }],
            ['create', { partitionKey, rowKey: listKey(record), ...properties }],
          ]),
      );
      return true;
    } catch (error) {
      if (isConflict(error)) return false;
      throw error;
    }
  }

  async read(id: string): Promise<StoredJob | undefined> {
    return (await this.#readFrom(jobPartition(id), id)) ?? (await this.#readFrom(OLD_PARTITION, id));
  }

  async #readFrom(partition: string, id: string): Promise<StoredJob | undefined> {
    try {
      const found = await this.#table.getEntity(partition, idKey(id));
      return { record: recordOf(found), etag: z.string().parse(found.etag), partition };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Updates a job; undefined when it has changed since it was read. */
  async update({ record, etag, partition }: StoredJob, changes: Partial<JobRecord>): Promise<StoredJob | undefined> {
    const properties = propertiesOf(changes);
    const actions: TransactionAction[] = [
      ['update', { partitionKey: partition, rowKey: idKey(record.id), ...properties }, 'Merge', { etag }],
      ['update', { partitionKey: partition, rowKey: listKey(record), ...properties }, 'Merge'],
    ];
    try {
      const { subResponses } = await this.#table.submitTransaction(actions);
      // In the order of the actions; an update's answer does not name its row.
      const changed = z.string().parse(subResponses[0]?.etag);
      return { record: { ...record, ...changes }, etag: changed, partition };
    } catch (error) {
      if (isPreconditionFailed(error)) return undefined;
      throw error;
    }
  }

  /** Notes what is wanted of a job, whatever else is being changed. */
  async requestAction(id: string, requestedAction: RequestedAction): Promise<void> {
    const request = (partitionKey: string) =>
      this.#table.updateEntity({ partitionKey, rowKey: idKey(id), requestedAction }, 'Merge');
    try {
      await request(jobPartition(id));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await request(OLD_PARTITION);
    }
  }
}
