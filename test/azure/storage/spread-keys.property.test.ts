import fc from 'fast-check';
import { DeadLetters } from '../../../shared/azure/queues/dead-letters.ts';
import type { Storage } from '../../../shared/azure/storage/storage.ts';
import { TABLE_BUCKETS } from '../../../shared/azure/storage/table-buckets.ts';
import { JobStore } from '../../../shared/jobs/store/job-store.ts';
import { AuditLog } from '../../../shared/operations/audit-log.ts';
import { CallHistory } from '../../../shared/tools/call-history.ts';
import { CallLedger } from '../../../shared/tools/call-ledger.ts';
import { jobRecord } from '../../support/job-records.ts';

const ROWS = 400;
/** Rows of the fullest partition: with 400 rows in 16 buckets, 70 is nine standard deviations above the mean of 25. */
const MOST = 70;

type Write = (table: ReturnType<Storage['table']>, ids: readonly string[]) => Promise<void>;

const storageOf = (table: ReturnType<Storage['table']>) => ({ table: () => table });
const at = new Date('2026-12-01T10:00:00Z');

/** Every writer whose rows have no other bound than time. Rows of one moment are the hardest to spread. */
const writers: Readonly<Record<string, Write>> = {
  'dead letters': async (table, ids) => {
    const letters = new DeadLetters(storageOf(table));
    const rest = { queue: 'tool-in', reason: 'x', dequeueCount: 5, insertedAt: at, body: 'x' };
    for (const messageId of ids) await letters.keep({ messageId, ...rest });
  },
  'the audit log': async (table, ids) => {
    const log = new AuditLog(storageOf(table));
    for (const correlationId of ids) await log.record({ at, caller: 'a', action: 'b', target: 'c', correlationId });
  },
  'the job store': async (table, ids) => {
    for (const id of ids) await new JobStore(table).insert(jobRecord({ id: `ft-${id}`, createdAt: at }));
  },
  'the ledger of calls': async (table, ids) => {
    for (const id of ids) await new CallLedger(table).claim('refund', id, at, at);
  },
  'the history of calls': async (table, ids) => {
    const history = new CallHistory(storageOf(table), { content: false, log: { warn: () => {} } });
    for (const correlationId of ids) {
      history.record({
        ...{ tool: 'refund', channel: 'queue', correlationId, attempt: 1 },
        ...{ enqueuedAt: at, takenAt: at, outcome: 'done' },
      });
      await history.flush();
    }
  },
};

describe('the partition keys of', () => {
  it.each(Object.keys(writers))('%s spread over all buckets', async (name) => {
    const ids = fc.uniqueArray(fc.uuid(), { minLength: ROWS, maxLength: ROWS });
    await fc.assert(
      fc.asyncProperty(ids, async (some) => {
        const rows = new Map<string, number>();
        await writers[name]?.(recording(rows), some);
        expect(rows.size).toBe(TABLE_BUCKETS);
        expect(Math.max(...rows.values())).toBeLessThan(MOST);
      }),
      { numRuns: 5 },
    );
  });
});

interface Entity {
  readonly partitionKey: string;
}

/** A table that counts the inserts of each partition and holds nothing. */
function recording(rows: Map<string, number>): ReturnType<Storage['table']> {
  const count = ({ partitionKey }: Entity) => rows.set(partitionKey, (rows.get(partitionKey) ?? 0) + 1);
  const write = async (entity: Entity) => {
    count(entity);
    return { etag: 'x' };
  };
  const table = {
    url: 'https://none',
    tableName: 'Rows',
    createEntity: write,
    upsertEntity: write,
    submitTransaction: async ([first]: readonly [readonly [string, Entity]]) => count(first[1]),
    getEntity: async () => Promise.reject(Object.assign(new Error('none'), { statusCode: 404 })),
    listEntities: () => ({ byPage: async function* () {} }),
  };
  return table as unknown as ReturnType<Storage['table']>;
}
