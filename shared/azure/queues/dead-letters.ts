import { createHash } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../storage/create-if-missing.ts';
import type { Storage } from '../storage/storage.ts';
import { isNotFound } from '../storage/storage-errors.ts';
import { BUCKETS, bucketOf, listMerged } from '../storage/table-buckets.ts';

/** The table of messages that no function could process. Rows stay until an operator replays or deletes them. */
export const DEAD_LETTERS_TABLE = 'DeadLetters';

/** A queue message that is given up, with the reason. */
export interface DeadLetter {
  /** The queue to which a replay sends the message: never a poison queue. */
  readonly queue: string;
  /** Shard of the account that holds the queue; left out for the data account. */
  readonly shard?: number | undefined;
  readonly messageId: string;
  readonly reason: string;
  /** A short word for the kind of fault, for example `invalid_event`. */
  readonly code?: string | undefined;
  readonly dequeueCount: number;
  readonly insertedAt: Date;
  /** The message as the queue held it, or as the host handed it over. */
  readonly body: unknown;
  /** Name of the agent tool, for a tool call. */
  readonly tool?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** A dead letter as it is stored. */
export interface StoredDeadLetter extends Omit<DeadLetter, 'body'> {
  readonly id: string;
  readonly keptAt: Date;
  /** The text of the queue message; a replay sends exactly this. */
  readonly text: string;
}

/** An outage makes a dead letter of every call, so the rows are spread by their id. The ids count down: the newest comes first. */
const letterPartition = (id: string): string => `letter!${bucketOf(id)}`;
const PARTITIONS = BUCKETS.map((bucket) => `letter!${bucket}`);
/** Earlier versions wrote all rows here. */
const OLD_PARTITION = 'letter';
const LATEST_MS = 9_999_999_999_999;

/** Bytes in one property of a row. Source: Azure Tables, "Understanding the Table service data model" (64 KiB for binary). */
const PART_BYTES = 60_000;
const MAX_REASON_LENGTH = 4_000;

const row = z.looseObject({
  rowKey: z.string(),
  queue: z.string(),
  shard: z.number().optional(),
  messageId: z.string(),
  reason: z.string(),
  dequeueCount: z.number(),
  insertedAt: z.date(),
  keptAt: z.date(),
  code: z.string().optional(),
  tool: z.string().optional(),
  correlationId: z.string().optional(),
  parts: z.number(),
});

/** Stores, lists and removes dead letters. */
export class DeadLetters {
  readonly #table: TableClient;

  constructor(storage: Pick<Storage, 'table'>) {
    this.#table = storage.table(DEAD_LETTERS_TABLE);
  }

  /**
   * Stores a message. The id follows from the queue and the message, so that storing it again replaces the row.
   * @returns the id of the dead letter
   */
  async keep(letter: DeadLetter): Promise<string> {
    const { body, reason, code, tool, correlationId, queue, shard = 0, messageId, dequeueCount, insertedAt } = letter;
    const bytes = Buffer.from(textOf(body), 'utf8');
    const parts = Math.ceil(bytes.length / PART_BYTES);
    const rowKey = letterId(letter);
    const entity = {
      partitionKey: letterPartition(rowKey),
      rowKey,
      queue,
      ...(shard === 0 ? {} : { shard }),
      messageId,
      dequeueCount,
      insertedAt,
      ...(code === undefined ? {} : { code }),
      reason: reason.slice(0, MAX_REASON_LENGTH),
      ...(tool === undefined ? {} : { tool }),
      ...(correlationId === undefined ? {} : { correlationId }),
      keptAt: new Date(),
      parts,
      ...Object.fromEntries(
        Array.from({ length: parts }, (_, at) => [`part${at}`, bytes.subarray(at * PART_BYTES, (at + 1) * PART_BYTES)]),
      ),
    };
    await createIfMissing(
      () => this.#table.createTable(),
      () => this.#table.upsertEntity(entity, 'Replace'),
    );
    return rowKey;
  }

  /**
   * Lists dead letters, newest first.
   * @param after the `next` of the page before
   */
  list({ queue, tool, correlationId, limit, after }: DeadLetterQuery): Promise<{
    readonly items: readonly StoredDeadLetter[];
    readonly next?: string;
  }> {
    const conditions = [
      ...(after === undefined ? [] : [odata`RowKey gt ${after}`]),
      ...(queue === undefined ? [] : [odata`queue eq ${queue}`]),
      ...(tool === undefined ? [] : [odata`tool eq ${tool}`]),
      ...(correlationId === undefined ? [] : [odata`correlationId eq ${correlationId}`]),
    ];
    const filters = [...PARTITIONS, OLD_PARTITION].map((partition) =>
      [odata`PartitionKey eq ${partition}`, ...conditions].join(' and '),
    );
    return listMerged(this.#table, filters, limit, letterOf);
  }

  /** @returns undefined when there is no such dead letter */
  async read(id: string): Promise<StoredDeadLetter | undefined> {
    for (const partition of [letterPartition(id), OLD_PARTITION]) {
      try {
        return letterOf(await this.#table.getEntity(partition, id));
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return undefined;
  }

  /** @returns false when there is no such dead letter */
  async remove(id: string): Promise<boolean> {
    const removed = await Promise.all(
      [letterPartition(id), OLD_PARTITION].map(async (partition) => {
        try {
          await this.#table.deleteEntity(partition, id);
          return true;
        } catch (error) {
          if (isNotFound(error)) return false;
          throw error;
        }
      }),
    );
    return removed.includes(true);
  }
}

export interface DeadLetterQuery {
  readonly queue?: string | undefined;
  readonly tool?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

function letterId({ queue, messageId, insertedAt }: DeadLetter): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([queue, messageId]))
    .digest('hex');
  return `${String(LATEST_MS - insertedAt.getTime()).padStart(13, '0')}-${hash.slice(0, 24)}`;
}

function letterOf(entity: unknown): StoredDeadLetter {
  const {
    rowKey: id,
    parts,
    queue,
    shard,
    messageId,
    reason,
    dequeueCount,
    insertedAt,
    keptAt,
    code,
    tool,
    correlationId,
    ...rest
  } = row.parse(entity);
  const bytes = Array.from({ length: parts }, (_, at) => z.instanceof(Uint8Array).parse(rest[`part${at}`]));
  return {
    id,
    queue,
    ...(shard === undefined ? {} : { shard }),
    messageId,
    reason,
    dequeueCount,
    insertedAt,
    keptAt,
    ...(code === undefined ? {} : { code }),
    ...(tool === undefined ? {} : { tool }),
    ...(correlationId === undefined ? {} : { correlationId }),
    text: Buffer.concat(bytes).toString('utf8'),
  };
}

/** The text of the message; the host hands over plain JSON as an object. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('base64');
  try {
    return JSON.stringify(body) ?? String(body);
  } catch {
    return '(JSON that is nested too deeply to be written again)';
  }
}
