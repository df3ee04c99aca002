import { randomUUID } from 'node:crypto';
import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import { isConflict, isNotFound, isPreconditionFailed } from '../azure/storage/storage-errors.ts';
import { bucketOf } from '../azure/storage/table-buckets.ts';
import { hasRows } from '../azure/storage/table-rows.ts';
import { storageKey } from '../core/hash.ts';
import { RequestError } from '../core/request-error.ts';

/**
 * A row of the table. `holder` runs the call until `leaseUntil` and renews the lease; `outcome` and `answer` end it. The answer is stored as
 * JSON bytes: a text property holds 32 K characters, a binary one 64 KiB.
 */
const rowSchema = z.object({
  etag: z.string(),
  holder: z.string(),
  leaseUntil: z.date(),
  outcome: z.enum(['done', 'refused', 'unclear']).optional(),
  answer: z.instanceof(Uint8Array).optional(),
  requestHash: z.string().optional(),
});

/** The final outcome of a call and the text of its answer. */
export interface Outcome {
  readonly kind: 'done' | 'refused' | 'unclear';
  readonly text: string;
  /** True when the app ended the call, and not the tool: such an answer must not contradict an earlier one. */
  readonly byApp?: true;
}

interface RowKey {
  readonly partitionKey: string;
  readonly rowKey: string;
}

interface CallRow extends RowKey {
  readonly correlationId: string;
  readonly holder: string;
  readonly leaseUntil: Date;
  /** Hash of the arguments, for calls whose id a caller chose. */
  readonly requestHash?: string;
}

interface EndedRow extends CallRow {
  readonly outcome: Outcome['kind'];
  readonly answer: Uint8Array;
}

/** Returns the row of a call that has ended. */
function endedRow(row: CallRow, { kind, text }: Outcome): EndedRow {
  return { ...row, leaseUntil: new Date(0), outcome: kind, answer: Buffer.from(JSON.stringify(text), 'utf8') };
}

/** Returns the outcome in a row, or undefined while the call runs. */
function outcomeIn({ outcome, answer }: z.infer<typeof rowSchema>): Outcome | undefined {
  if (outcome === undefined || answer === undefined) return undefined;
  return { kind: outcome, text: z.string().parse(JSON.parse(Buffer.from(answer).toString('utf8'))) };
}

/** The table of calls of tools that are not idempotent: who runs each, and its outcome. */
export const CALLS_TABLE = 'ToolCalls';

/** The result of claiming a call: this delivery runs it, it has ended, or another delivery runs it. */
export type ClaimResult =
  | { readonly kind: 'ours'; readonly claim: Claim }
  | { readonly kind: 'ended'; readonly outcome: Outcome }
  | { readonly kind: 'under way' };

/** The right to run one call. Each method resolves to false when another delivery has taken the call over. */
export interface Claim {
  /** Extends the lease. */
  renew(leaseUntil: Date): Promise<boolean>;
  /** Ends the call. */
  record(outcome: Outcome): Promise<boolean>;
  /** Ends the lease without an outcome, so that the next delivery runs the call. */
  giveUp(): Promise<boolean>;
}

const keyReused = () =>
  new RequestError(
    'key_reused',
    'The idempotency key was used for a call with other arguments. Give this call a key of its own.',
    { status: 409 },
  );

/**
 * Returns the partition of a call. A tool's name holds no `!`.
 * @param rowKey of the call's row
 */
const callPartition = (tool: string, rowKey: string): string => `${tool}!${bucketOf(rowKey)}`;

/** Tools by table, and if version 0.1 left rows of them: it wrote all calls of a tool to the partition with the tool's name. */
const oldRows = new Map<string, boolean>();

/** Tries of one change to a row of the own holder. */
const MAX_OWN_TRIES = 3;

/** One row per call, inserted before the call runs: of two deliveries of a message only one can insert it. */
export class CallLedger {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /**
   * Claims a call, unless it is done or its holder's lease still runs at `now`.
   * @param requestHash Hash of the arguments, for calls whose id a caller chose.
   * @throws RequestError 409 `key_reused` when the id belongs to a call with other arguments
   */
  async claim(
    tool: string,
    correlationId: string,
    now: Date,
    leaseUntil: Date,
    requestHash?: string,
  ): Promise<ClaimResult> {
    const row: CallRow = {
      ...(await this.#keyOf(tool, correlationId)),
      correlationId,
      holder: randomUUID(),
      leaseUntil,
      ...(requestHash === undefined ? {} : { requestHash }),
    };
    for (;;) {
      const etag = await this.#insert(row);
      if (etag !== undefined) return { kind: 'ours', claim: this.#claimOn(row, etag) };
      const found = await this.#read(row);
      if (found === undefined) continue; // removed between the two requests: insert again
      // Our own insert: its answer was lost, and the SDK sent it twice.
      if (found.holder === row.holder) return { kind: 'ours', claim: this.#claimOn(row, found.etag) };
      if (requestHash !== undefined && found.requestHash !== undefined && found.requestHash !== requestHash) {
        throw keyReused();
      }
      const outcome = outcomeIn(found);
      if (outcome) return { kind: 'ended', outcome };
      if (found.leaseUntil > now) return { kind: 'under way' };
      const taken = await this.#replace(row, found.etag);
      if (taken !== undefined) return { kind: 'ours', claim: this.#claimOn(row, taken) };
    }
  }

  /**
   * Forgets a call that ended without its answer, so that a replay runs it. A call that was done keeps its record, and a replay sends its
   * answer again.
   */
  async forgetFailure(tool: string, correlationId: string): Promise<void> {
    const key = await this.#keyOf(tool, correlationId);
    const found = await this.#read(key);
    if (found === undefined || found.outcome === 'done') return;
    try {
      await this.#table.deleteEntity(key.partitionKey, key.rowKey, { etag: found.etag });
    } catch (error) {
      if (!isPreconditionFailed(error) && !isNotFound(error)) throw error;
    }
  }

  /** A call with a row of version 0.1 keeps that row; the purge removes the last of them after a few days. */
  async #keyOf(tool: string, correlationId: string): Promise<RowKey> {
    const rowKey = storageKey(correlationId);
    const old = { partitionKey: tool, rowKey };
    if ((await this.#hasOldRows(tool)) && (await this.#read(old)) !== undefined) return old;
    return { partitionKey: callPartition(tool, rowKey), rowKey };
  }

  async #hasOldRows(tool: string): Promise<boolean> {
    const key = `${this.#table.url} ${this.#table.tableName} ${tool}`;
    const known = oldRows.get(key);
    if (known !== undefined) return known;
    const found = await hasRows(this.#table, odata`PartitionKey eq ${tool}`);
    oldRows.set(key, found);
    return found;
  }

  async #insert(row: CallRow): Promise<string | undefined> {
    try {
      const { etag } = await createIfMissing(
        () => this.#table.createTable(),
        () => this.#table.createEntity(row),
      );
      return z.string().parse(etag);
    } catch (error) {
      if (isConflict(error)) return undefined;
      throw error;
    }
  }

  async #read({ partitionKey, rowKey }: RowKey) {
    try {
      return rowSchema.parse(await this.#table.getEntity(partitionKey, rowKey));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Returns the new etag, or undefined when the row has changed meanwhile. */
  async #replace(row: CallRow | EndedRow, etag: string): Promise<string | undefined> {
    try {
      return z.string().parse((await this.#table.updateEntity(row, 'Replace', { etag })).etag);
    } catch (error) {
      if (isPreconditionFailed(error) || isNotFound(error)) return undefined;
      throw error;
    }
  }

  /**
   * Changes a row of this holder. Two changes that seem to come from another holder are its own: one whose answer was lost, so that the
   * SDK sent it twice, and one that storage carried out after the client had given it up.
   * @returns the new etag, or undefined when another delivery has taken the call over
   */
  async #replaceOwn(row: CallRow | EndedRow, etag: string): Promise<string | undefined> {
    let expected = etag;
    for (let tries = 0; tries < MAX_OWN_TRIES; tries++) {
      const replaced = await this.#replace(row, expected);
      if (replaced !== undefined) return replaced;
      const found = await this.#read(row);
      if (found?.holder !== row.holder) return undefined;
      const isDone =
        found.leaseUntil.getTime() === row.leaseUntil.getTime() &&
        found.outcome === ('outcome' in row ? row.outcome : undefined);
      if (isDone) return found.etag;
      expected = found.etag;
    }
    return undefined;
  }

  #claimOn(row: CallRow, firstEtag: string): Claim {
    // In sequence: each change needs the etag of the one before. A change that fails leaves the etag to the next.
    let last: Promise<string | undefined> = Promise.resolve(firstEtag);
    const replace = async (next: CallRow | EndedRow) => {
      const before = last;
      const change = before.then((etag) => (etag === undefined ? undefined : this.#replaceOwn(next, etag)));
      last = change.catch(() => before);
      return (await change) !== undefined;
    };
    return {
      renew: (leaseUntil) => replace({ ...row, leaseUntil }),
      record: (outcome) => replace(endedRow(row, outcome)),
      // A lease in the past instead of a deleted row, so that the attempt stays visible until the purge.
      giveUp: () => replace({ ...row, leaseUntil: new Date(0) }),
    };
  }
}
