import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CALL_REQUESTS,
  DOCUMENT_REQUESTS,
  JOB_REQUESTS,
  POLL_REQUESTS,
  RECORD_REQUESTS,
  type Requests,
  type StorageRequest,
} from '../../local/capacity/constants.ts';
import { addRequests } from '../../local/capacity/model.ts';
import { changesBetween } from '../../local/platform/blob-changes.ts';
import { trustCertificate } from '../../local/platform/trust.ts';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { entitiesOf, LEDGER_TABLE } from '../../shared/ingestion/ledger/table-ledger.ts';
import { partitionOf } from '../../shared/ingestion/ledger/table-rows.ts';
import { toolCalls } from '../bench/queue-rounds.ts';
import { timed } from '../bench/statistics.ts';
import { startAzurite } from '../support/azurite.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { between, type Counts, countRequests, type RequestCounter } from './request-counter.ts';

const CALLS = 150;
const DOCUMENTS = 30;
const JOBS = 8;
const LONGEST_MS = 60_000;

/** The capacity model is only as good as these numbers: a change of the app that makes them wrong fails here. */
describe('the storage requests that the capacity model counts', () => {
  let data: Awaited<ReturnType<typeof startAzurite>>;
  let counter: RequestCounter;
  let platform: TestPlatform;

  beforeAll(async () => {
    data = await startAzurite();
    counter = await countRequests(data.connectionString);
    platform = await localPlatform({
      watchBlobs: false,
      hostEnv: {
        DATA_STORAGE: counter.connectionString,
        JOB_SHORTEST_WAIT: 'PT0.5S',
        AzureFunctionsJobHost__logging__logLevel__default: 'Warning',
      },
    });
    trustCertificate(platform.endpoints.certificate);
    await putOrders(data.connectionString, [1042]);
  });

  afterAll(async () => {
    await platform?.stop();
    await counter?.close();
    await data?.stop();
  });

  const countedDuring = async (work: () => Promise<void>): Promise<Counts> => {
    const before = counter.counts();
    await work();
    await settled(counter);
    return between(before, counter.counts());
  };

  it('are those of a call of an idempotent tool', async () => {
    const call = await toolCalls(data.connectionString, 'get-order-status');
    const counts = await countedDuring(() => inFlight(call, { orderNumber: '1042' }));
    expectOf(counts, CALL_REQUESTS, CALLS, ['queuePut', 'queueDelete']);
    // The history is written up to a hundred rows at a time: slower calls share fewer writes.
    expect(counts.tableWrite).toBeLessThanOrEqual(CALLS * 1.3 + 5);
    expect(counts.queueGet).toBeLessThanOrEqual(CALLS * 3);
  });

  it('are two more rows for a call of a tool that is not idempotent', async () => {
    const call = await toolCalls(data.connectionString, 'request-refund');
    // The refusal of an unknown order takes the same way through claim and record.
    const counts = await countedDuring(() => inFlight(call, { orderNumber: '9999', reason: 'test' }));
    expectOf(counts, CALL_REQUESTS, CALLS, ['queuePut', 'queueDelete']);
    expect(counts.tableWrite).toBeGreaterThanOrEqual(CALLS * (RECORD_REQUESTS.tableWrite ?? 0));
    expect(counts.tableWrite).toBeLessThanOrEqual(CALLS * ((RECORD_REQUESTS.tableWrite ?? 0) + 1.5));
  });

  it('are those of a document', async () => {
    const storage = openStorage({ connectionString: data.connectionString });
    const container = await storage.container('documents');
    await container.createIfNotExists();
    const queue = storage.queue(BLOB_EVENTS_QUEUE);
    await queue.createIfNotExists();
    const etags: Record<string, string> = {};
    await timed(DOCUMENTS, 16, async (at) => {
      const text = Buffer.from(`Document ${at}: parcels are sent on Mondays.`);
      const { etag = '' } = await container.getBlockBlobClient(`handbook/${at}.txt`).uploadData(text);
      etags[`documents/handbook/${at}.txt`] = etag;
    });
    const events = changesBetween({}, etags, container.url, new Date());
    const counts = await countedDuring(async () => {
      await timed(DOCUMENTS, 16, (at) => sendMessage(queue, JSON.stringify(events[at])));
      await eventually(async () => {
        let indexed = 0;
        for await (const { status } of entitiesOf(storage.table(LEDGER_TABLE), partitionOf('handbook'), 'blob!')) {
          if (status === 'indexed') indexed += 1;
        }
        return indexed === DOCUMENTS;
      });
    });
    expectOf(counts, DOCUMENT_REQUESTS, DOCUMENTS, ['queueDelete', 'blobRead']);
    expect(counts.tableWrite).toBeLessThanOrEqual(DOCUMENTS * 2);
    expect(counts.queuePut).toBeLessThanOrEqual(2);
  });

  it('are those of an evaluation job and its polls', async () => {
    const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject });
    const { id } = await openai.evals.create({
      name: 'same',
      data_source_config: { type: 'custom', item_schema: { type: 'object', properties: { a: { type: 'string' } } } },
      testing_criteria: [
        { type: 'string_check', name: 'same', input: '{{item.a}}', reference: '{{item.a}}', operation: 'eq' },
      ],
    });
    const api = `${platform.endpoints.functions}/api`;
    const ids: string[] = [];
    const counts = await countedDuring(async () => {
      await timed(JOBS, 8, async (at) => {
        const answer = await fetch(`${api}/evals/${id}/runs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ data: { items: [{ a: `row ${at}` }] } }),
        });
        ids.push(((await answer.json()) as { id: string }).id);
      });
      // The answers of the API are counted, too: one look at each job that has ended is enough.
      const open = new Set(ids);
      await eventually(async () => {
        const [next] = open;
        if (next === undefined) return true;
        const job = (await (await fetch(`${api}/jobs/${next}`)).json()) as { endedAt?: string };
        if (job.endedAt !== undefined) open.delete(next);
        return false;
      });
    });
    const ofTwoPolls = addRequests([1, JOB_REQUESTS], [2, POLL_REQUESTS]);
    // A poll more or less changes the numbers.
    for (const kind of ['queuePut', 'tableWrite', 'blobWrite'] as const) {
      const perJob = counts[kind] / JOBS;
      expect(perJob).toBeGreaterThanOrEqual((ofTwoPolls[kind] ?? 0) * 0.6);
      expect(perJob).toBeLessThanOrEqual((ofTwoPolls[kind] ?? 0) * 1.5);
    }
  });
});

/** Runs calls as the bench does. */
async function inFlight(call: (id: string, args: unknown) => Promise<string>, args: unknown): Promise<void> {
  await timed(CALLS, 32, async () => void (await call(randomUUID(), args)));
}

/**
 * Checks kinds that depend little on the speed of the machine. A redelivery on a busy machine adds some, and the host deletes once more each
 * message that it delivered itself.
 */
function expectOf(counts: Counts, model: Requests, units: number, kinds: readonly StorageRequest[]): void {
  for (const kind of kinds) {
    const expected = (model[kind] ?? 0) * units;
    const most = kind === 'queueDelete' ? 2.2 : 1.3;
    expect(counts[kind]).toBeGreaterThanOrEqual(expected * 0.9);
    expect(counts[kind]).toBeLessThanOrEqual(expected * most + 5);
  }
}

/** Waits until the app writes and deletes nothing more; idle polling goes on. */
async function settled(counter: RequestCounter): Promise<void> {
  const changes = () => {
    const { queuePut, queueUpdate, queueDelete, tableWrite, blobWrite } = counter.counts();
    return queuePut + queueUpdate + queueDelete + tableWrite + blobWrite;
  };
  let last = -1;
  await eventually(async () => {
    const now = changes();
    const isQuiet = now === last;
    last = now;
    return isQuiet;
  }, 1_000);
}

async function eventually(isSo: () => Promise<boolean>, pause = 200): Promise<void> {
  const end = Date.now() + LONGEST_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`It did not come about within ${LONGEST_MS} ms.`);
    await sleep(pause);
  }
}
