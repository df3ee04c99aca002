import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isConflict } from '../../azure/storage/storage-errors.ts';
import { listPage } from '../../azure/storage/table-rows.ts';
import { storageKey } from '../../core/hash.ts';
import { MAX_TABLE_TRANSACTION } from '../../core/limits.ts';

export const JOB_EVENTS_TABLE = 'JobEvents';

/** Something that happened to a job: said by the service, or a change of its state here. */
export interface JobEvent {
  readonly id: string;
  readonly at: Date;
  readonly source: 'job' | 'service';
  readonly level: string;
  readonly message: string;
  readonly data?: unknown;
}

export interface EventPage {
  readonly events: readonly JobEvent[];
  readonly next?: string;
}

/** Characters of a text that are kept: a hundred events with two such texts each fit the 4 MiB of a transaction. */
const MOST_TEXT = 8_000;

/** Keeps events, each once however often they come; returns those that are new. */
export async function saveEvents(table: TableClient, job: string, events: readonly JobEvent[]): Promise<JobEvent[]> {
  const kept: JobEvent[] = [];
  for (let from = 0; from < events.length; from += MAX_TABLE_TRANSACTION) {
    const some = events.slice(from, from + MAX_TABLE_TRANSACTION);
    kept.push(...((await keepAll(table, job, some)) ? some : await keepNew(table, job, some)));
  }
  return kept;
}

/** Events of a job, the oldest first. */
export async function listEvents(
  table: TableClient,
  job: string,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<EventPage> {
  const filter = odata`PartitionKey eq ${job} and RowKey gt ${after ?? ''}`;
  const { items, ...rest } = await listPage(table, filter, limit, eventOf);
  return { events: items, ...rest };
}

/** All at once, or none: false when some of them are there already. */
async function keepAll(table: TableClient, job: string, events: readonly JobEvent[]): Promise<boolean> {
  try {
    await createIfMissing(
      () => table.createTable(),
      () => table.submitTransaction(events.map((event) => ['create', rowOf(job, event)])),
    );
    return true;
  } catch (error) {
    if (isConflict(error)) return false;
    throw error;
  }
}

async function keepNew(table: TableClient, job: string, events: readonly JobEvent[]): Promise<JobEvent[]> {
  const kept: JobEvent[] = [];
  for (const event of events) {
    try {
      await table.createEntity(rowOf(job, event));
      kept.push(event);
    } catch (error) {
      if (!isConflict(error)) throw error;
    }
  }
  return kept;
}

const rowOf = (job: string, { id, at, source, level, message, data }: JobEvent) => ({
  partitionKey: job,
  rowKey: `${String(at.getTime()).padStart(13, '0')}!${storageKey(id)}`,
  eventId: id,
  at,
  source,
  level,
  message: message.slice(0, MOST_TEXT),
  ...(data === undefined ? {} : { data: JSON.stringify(data).slice(0, MOST_TEXT) }),
});

const row = z.object({
  eventId: z.string(),
  at: z.date(),
  source: z.enum(['job', 'service']),
  level: z.string(),
  message: z.string(),
  data: z.string().optional(),
});

function eventOf(entity: unknown): JobEvent {
  const { eventId, data, ...event } = row.parse(entity);
  return { id: eventId, ...event, ...(data === undefined ? {} : { data: parsed(data) }) };
}

/** Data that was too long to keep whole stays readable as text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
