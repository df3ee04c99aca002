import { createHash, randomUUID } from 'node:crypto';
import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { BUCKETS, bucketAt, listMerged, TABLE_BUCKETS } from '../azure/storage/table-buckets.ts';
import { deleteWhere, rowsOf } from '../azure/storage/table-rows.ts';
import { messageOf } from '../core/errors.ts';
import { MAX_TABLE_TRANSACTION } from '../core/limits.ts';

/** The table that lists tool calls for the console: one row for each delivery. */
export const CALL_HISTORY_TABLE = 'ToolCallHistory';

/** Outcomes of a delivery. `retry`: the queue delivers the call again. `unreadable`: no answer was possible. `error`: the app failed. */
export const CALL_OUTCOMES = ['done', 'refused', 'unclear', 'retry', 'unreadable', 'error'] as const;

/** One delivery of a call: when what happened, without content unless LOG_CONTENT=true. */
export interface CallDelivery {
  readonly tool: string;
  readonly channel: 'queue' | 'http' | 'mcp';
  readonly correlationId: string;
  /** 1 for the first delivery. */
  readonly attempt: number;
  readonly enqueuedAt: Date;
  readonly takenAt: Date;
  readonly handlerStartedAt?: Date | undefined;
  readonly handlerEndedAt?: Date | undefined;
  readonly answeredAt?: Date | undefined;
  readonly outcome: (typeof CALL_OUTCOMES)[number];
  /** Why the call is retried or failed. */
  readonly reason?: string | undefined;
  /** True when the recorded answer of an earlier delivery was sent. */
  readonly duplicate?: boolean | undefined;
  readonly invocationId?: string | undefined;
  readonly argumentBytes?: number | undefined;
  readonly answerBytes?: number | undefined;
  readonly arguments?: string | undefined;
  readonly answer?: string | undefined;
}

/** A delivery as it is listed. Deliveries of one message share `call`. */
export interface ListedDelivery extends CallDelivery {
  readonly id: string;
  readonly call: string;
}

const LATEST_MS = 9_999_999_999_999;
const HOUR_MS = 3_600_000;
/** Rows that wait to be written; beyond that the oldest are dropped, since calls must not wait for their history. */
const MAX_WAITING = 5_000;
/** Characters of arguments and answers that are kept. Source: Azure Tables takes 32,768 characters in a property. */
const MAX_CONTENT = 8_000;
/** Milliseconds back in which an earlier answer to a call is looked up: an agent's run lasts ten minutes. */
const ANSWER_WINDOW_MS = HOUR_MS;

/** Newest first: keys count down. */
const countdown = (ms: number): string => String(LATEST_MS - ms).padStart(13, '0');
const hourOf = (rowKey: string): string => String(Math.floor(Number(rowKey.slice(0, 13)) / HOUR_MS)).padStart(7, '0');

/**
 * Each transaction goes to the next bucket, so that writes spread over all of them and rows that end together still share a transaction.
 * Within a bucket, one partition an hour keeps the rows in the order of their keys.
 */
const historyPartition = (bucket: string, rowKey: string): string => `b${bucket}-${hourOf(rowKey)}`;
/** Prefixes of the partitions, each with rows in order. Earlier versions wrote one partition an hour, without a bucket. */
const PREFIXES = [...BUCKETS.map((bucket) => `b${bucket}-`), ''];
const END = '9999999';

/** Filters for the rows between two keys, one for each bucket. */
const ranges = (newest: string, oldest: string): string[] =>
  PREFIXES.map((prefix) => {
    const [first, last] = [newest === '' ? '' : hourOf(newest), oldest === '' ? END : hourOf(oldest)];
    return odata`PartitionKey ge ${`${prefix}${first}`} and PartitionKey le ${`${prefix}${last}`}`;
  });

const callKey = ({ tool, correlationId, enqueuedAt }: Pick<CallDelivery, 'tool' | 'correlationId' | 'enqueuedAt'>) => {
  const hash = createHash('sha256')
    .update(JSON.stringify([tool, correlationId]))
    .digest('hex');
  return `${countdown(enqueuedAt.getTime())}-${hash.slice(0, 16)}`;
};

const row = z.object({
  rowKey: z.string(),
  tool: z.string(),
  channel: z.enum(['queue', 'http', 'mcp']),
  correlationId: z.string(),
  attempt: z.number(),
  enqueuedAt: z.date(),
  takenAt: z.date(),
  handlerStartedAt: z.date().optional(),
  handlerEndedAt: z.date().optional(),
  answeredAt: z.date().optional(),
  outcome: z.enum(CALL_OUTCOMES),
  reason: z.string().optional(),
  duplicate: z.boolean().optional(),
  invocationId: z.string().optional(),
  argumentBytes: z.number().optional(),
  answerBytes: z.number().optional(),
  arguments: z.string().optional(),
  answer: z.string().optional(),
});

export interface CallHistoryOptions {
  /** Keeps arguments and answers as well: LOG_CONTENT=true. */
  readonly content: boolean;
  readonly log: { warn(message: string): void };
}

/** False when TOOL_CALL_HISTORY is `off`. */
export const keepsCallHistory = (env: NodeJS.ProcessEnv): boolean => env.TOOL_CALL_HISTORY !== 'off';

/**
 * The history of tool calls. Deliveries are written after they have ended, outside the path of the answer, and those that end while a write
 * is under way share the next one: under load one transaction holds up to a hundred.
 */
export class CallHistory {
  readonly #table: TableClient;
  readonly #options: CallHistoryOptions;
  readonly #waiting: CallDelivery[] = [];
  #bucket = Math.floor(Math.random() * TABLE_BUCKETS);
  #writing: Promise<void> | undefined;

  constructor(storage: Pick<Storage, 'table'>, options: CallHistoryOptions) {
    this.#table = storage.table(CALL_HISTORY_TABLE);
    this.#options = options;
  }

  /** Returns at once; a delivery that cannot be written is reported in the log only. */
  record(delivery: CallDelivery): void {
    this.#waiting.push(delivery);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Resolves when everything recorded so far is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** True when an answer to this call was sent by an earlier delivery. */
  async isAnswered(tool: string, correlationId: string, now: number): Promise<boolean> {
    await this.flush();
    const [newest, oldest] = [countdown(now + HOUR_MS), countdown(now - ANSWER_WINDOW_MS)];
    const call = odata`RowKey ge ${newest} and RowKey le ${oldest} and correlationId eq ${correlationId} and tool eq ${tool}`;
    const found = await this.#rowsOf(ranges(newest, oldest).map((range) => `${range} and ${call}`));
    return found.some(({ answeredAt }) => answeredAt !== undefined);
  }

  /** Lists deliveries, the newest call first. @param after the `next` of the page before */
  async list({ tool, outcome, correlationId, channel, from, to, limit, after }: CallQuery): Promise<{
    readonly items: readonly ListedDelivery[];
    readonly next?: string;
  }> {
    const newest = [...(after === undefined ? [] : [after]), ...(to === undefined ? [] : [countdown(to)])].toSorted();
    const conditions = [
      ...(after === undefined ? [] : [odata`RowKey gt ${after}`]),
      ...(to === undefined ? [] : [odata`RowKey ge ${countdown(to)}`]),
      ...(from === undefined ? [] : [odata`RowKey le ${countdown(from)}`]),
      ...(tool === undefined ? [] : [odata`tool eq ${tool}`]),
      ...(outcome === undefined ? [] : [odata`outcome eq ${outcome}`]),
      ...(channel === undefined ? [] : [odata`channel eq ${channel}`]),
      ...(correlationId === undefined ? [] : [odata`correlationId eq ${correlationId}`]),
    ];
    const filters = ranges(newest.at(-1) ?? '', from === undefined ? '' : countdown(from)).map((range) =>
      [range, ...conditions].join(' and '),
    );
    return listMerged(this.#table, filters, limit, listed);
  }

  /** The deliveries of one call, in the order of their attempts. */
  async deliveries(call: string): Promise<readonly ListedDelivery[]> {
    const rows = odata`RowKey gt ${`${call}-`} and RowKey lt ${`${call}.`}`;
    const found = await this.#rowsOf(
      PREFIXES.map((prefix) => `${odata`PartitionKey eq ${`${prefix}${hourOf(call)}`}`} and ${rows}`),
    );
    return found.toSorted((a, b) => a.takenAt.getTime() - b.takenAt.getTime());
  }

  /** Deletes what is older. @returns how many deliveries were deleted */
  async purge(before: Date): Promise<number> {
    let deleted = 0;
    for (const prefix of PREFIXES) {
      const [after, end] = [`${prefix}${hourOf(countdown(before.getTime()))}`, `${prefix}${END}`];
      deleted += await deleteWhere(this.#table, odata`PartitionKey gt ${after} and PartitionKey le ${end}`);
    }
    return deleted;
  }

  async #rowsOf(filters: readonly string[]): Promise<ListedDelivery[]> {
    const found: ListedDelivery[] = [];
    await Promise.all(
      filters.map(async (filter) => {
        for await (const entity of rowsOf(this.#table, filter)) found.push(listed(entity));
      }),
    );
    return found;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Calls that end in the same moment go together.
      await new Promise((resolve) => setImmediate(resolve));
      const bucket = bucketAt(this.#bucket++);
      const entities = this.#waiting.splice(0, MAX_TABLE_TRANSACTION).map((one) => this.#entity(one, bucket));
      const byPartition = Map.groupBy(entities, ({ partitionKey }) => partitionKey);
      for (const group of byPartition.values()) {
        try {
          await createIfMissing(
            () => this.#table.createTable(),
            () => this.#table.submitTransaction(group.map((entity): TransactionAction => ['create', entity])),
          );
        } catch (error) {
          this.#options.log.warn(`The history of ${group.length} tool calls could not be written: ${messageOf(error)}`);
        }
      }
    }
  }

  #entity(delivery: CallDelivery, bucket: string) {
    const { arguments: args, answer, reason, ...rest } = delivery;
    const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const content = this.#options.content
      ? {
          ...(args === undefined ? {} : { arguments: args.slice(0, MAX_CONTENT) }),
          ...(answer === undefined ? {} : { answer: answer.slice(0, MAX_CONTENT) }),
        }
      : {};
    const rowKey = `${callKey(delivery)}-${String(delivery.attempt).padStart(3, '0')}-${randomUUID().slice(0, 8)}`;
    return {
      partitionKey: historyPartition(bucket, rowKey),
      rowKey,
      ...known,
      ...(reason === undefined ? {} : { reason: reason.slice(0, MAX_CONTENT) }),
      ...content,
    };
  }
}

export interface CallQuery {
  readonly tool?: string | undefined;
  readonly outcome?: CallDelivery['outcome'] | undefined;
  readonly channel?: CallDelivery['channel'] | undefined;
  readonly correlationId?: string | undefined;
  /** Milliseconds since 1970, of the time a call was enqueued. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

function listed(entity: unknown): ListedDelivery {
  const { rowKey: id, ...delivery } = row.parse(entity);
  return { id, call: id.split('-').slice(0, 2).join('-'), ...delivery };
}
