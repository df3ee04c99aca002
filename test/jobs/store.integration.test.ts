import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { changeState } from '../../shared/jobs/activities/change-state.ts';
import type { JobServices } from '../../shared/jobs/activities/job-services.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { type JobEvent, listEvents, saveEvents } from '../../shared/jobs/store/job-events.ts';
import { jobFiles } from '../../shared/jobs/store/job-files.ts';
import type { JobRecord } from '../../shared/jobs/store/job-record.ts';
import { JobStore } from '../../shared/jobs/store/job-store.ts';
import { listJobs } from '../../shared/jobs/store/list-jobs.ts';
import { blend, recordDuration, typicalDuration } from '../../shared/jobs/store/typical-duration.ts';
import { startAzurite } from '../support/azurite.ts';
import { jobRecord } from '../support/job-records.ts';

let azurite: RunningAzurite;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
});
afterAll(() => azurite.stop());

let tables = 0;
/** A table per test that does not exist yet. */
const freshTable = () => {
  tables += 1;
  return storage.table(`test${tables}`);
};
const record = (at: number, changes: Partial<JobRecord> = {}): JobRecord =>
  jobRecord({
    id: `ft-${at.toString(16).padStart(32, '0')}`,
    createdAt: new Date(1_800_000_000_000 + at * 1000),
    ...changes,
  });

describe('the register of jobs', () => {
  it('enters a job once', async () => {
    const register = new JobStore(freshTable());
    expect(await register.read(record(1).id)).toBeUndefined();
    expect(await Promise.all([1, 2, 3].map(() => register.insert(record(1))))).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect((await register.read(record(1).id))?.record).toMatchObject(record(1));
  });

  it('lets only one of two change what both have read', async () => {
    const register = new JobStore(freshTable());
    await register.insert(record(1));
    const [first, second] = [await register.read(record(1).id), await register.read(record(1).id)];
    if (first === undefined || second === undefined) throw new Error('not entered');
    const changed = await register.update(first, { state: 'running', serviceId: 'x' });
    expect(changed?.record.state).toBe('running');
    expect(await register.update(second, { state: 'failed' })).toBeUndefined();
    if (changed === undefined) throw new Error('not changed');
    expect((await register.update(changed, { verdict: 'passed' }))?.record).toMatchObject({
      state: 'running',
      verdict: 'passed',
    });
  });

  it('keeps a wish through the changes of others, and a reason of any length', async () => {
    const register = new JobStore(freshTable());
    await register.insert(record(1));
    await register.requestAction(record(1).id, 'cancel');
    const read = await register.read(record(1).id);
    if (read === undefined) throw new Error('not entered');
    await register.update(read, { state: 'failed', reason: { code: 'x', message: 'ü'.repeat(100_000) } });
    const after = (await register.read(record(1).id))?.record;
    expect(after).toMatchObject({ requestedAction: 'cancel', state: 'failed' });
    expect(after?.reason?.message.length).toBe(8_000);
  });

  it('lists the newest first, by kind and state, page by page', async () => {
    const table = freshTable();
    expect(await listJobs(table, { limit: 5 })).toEqual({ jobs: [] });
    const register = new JobStore(table);
    for (let at = 0; at < 25; at++) {
      await register.insert(
        record(at, { kind: at % 2 ? 'evaluation-run' : 'fine-tuning', state: at % 3 ? 'running' : 'failed' }),
      );
    }
    const times: number[] = [];
    let after: string | undefined;
    do {
      const page = await listJobs(table, { limit: 7, ...(after === undefined ? {} : { after }) });
      times.push(...page.jobs.map(({ createdAt }) => createdAt.getTime()));
      after = page.next;
    } while (after !== undefined);
    expect(times).toHaveLength(25);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const some = await listJobs(table, { limit: 100, kind: 'evaluation-run', state: 'failed' });
    expect(some.jobs.map(({ id }) => Number.parseInt(id.slice(3), 16))).toEqual([21, 15, 9, 3]);
    expect(some.next).toBeUndefined();
  });

  it('is not fooled by a filter that would break out of its quotes', async () => {
    const table = freshTable();
    await new JobStore(table).insert(record(1));
    expect((await listJobs(table, { limit: 5, kind: "x' or kind ne 'x" })).jobs).toEqual([]);
  });
});

describe('the events of a job', () => {
  const event = (at: number): JobEvent => ({
    id: `event-${at}`,
    at: new Date(1_800_000_000_000 + at),
    source: 'service',
    level: 'info',
    message: `Step ${at}`,
    data: { step: at },
  });

  it('are kept once, however often and however many they come', async () => {
    const table = freshTable();
    expect(await listEvents(table, 'ft-1', { limit: 5 })).toEqual({ events: [] });
    const all = Array.from({ length: 250 }, (_, at) => event(at));
    expect(await saveEvents(table, 'ft-1', all.slice(0, 120))).toHaveLength(120);
    expect(await saveEvents(table, 'ft-1', all.slice(50))).toHaveLength(130);
    expect(await saveEvents(table, 'ft-1', all)).toEqual([]);
    expect((await listEvents(table, 'ft-1', { limit: 1000 })).events).toEqual(all);
    expect((await listEvents(table, 'ft-2', { limit: 5 })).events).toEqual([]);
  });

  it('are listed the oldest first, page by page', async () => {
    const table = freshTable();
    await saveEvents(table, 'ft-1', [event(3), event(1), event(2)]);
    const first = await listEvents(table, 'ft-1', { limit: 2 });
    expect(first.events.map(({ id }) => id)).toEqual(['event-1', 'event-2']);
    const rest = await listEvents(table, 'ft-1', { limit: 2, after: `${first.next}` });
    expect(rest).toEqual({ events: [event(3)] });
  });

  it('keep what fits of a text, and stay readable', async () => {
    const table = freshTable();
    await saveEvents(table, 'ft-1', [{ ...event(1), message: 'x'.repeat(50_000), data: { text: 'y'.repeat(50_000) } }]);
    const [kept] = (await listEvents(table, 'ft-1', { limit: 1 })).events;
    expect(kept?.message.length).toBe(8_000);
    expect(kept?.data).toMatch(/^\{"text":"yyy/);
  });
});

describe('an announcement', () => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const services = (): JobServices => {
    const jobsTable = freshTable();
    return {
      jobTypes: new Map(),
      context: { storage, log: quiet } as unknown as JobServices['context'],
      store: new JobStore(jobsTable),
      jobsTable,
      eventsTable: freshTable(),
      now: () => 1_900_000_000_000,
    };
  };
  const announced = async () => {
    const queue = storage.queue(JOB_EVENTS_QUEUE);
    await queue.createIfNotExists();
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
    await queue.clearMessages();
    return receivedMessageItems.map(({ messageText }) => JSON.parse(Buffer.from(messageText, 'base64').toString()));
  };
  beforeEach(announced);

  it('that a crash left undone is made good by the next step', async () => {
    const { store, ...rest } = services();
    await store.insert(record(1, { sequence: 3, announced: 2, state: 'running' }));
    await changeState(record(1).id, 'running', {}, { store, ...rest });
    expect(await announced()).toMatchObject([{ id: `${record(1).id}/3`, type: 'foundry-functions.job.running' }]);
    await changeState(record(1).id, 'running', {}, { store, ...rest });
    expect(await announced()).toEqual([]);
  });

  it('is made once for each change of state, and for no other update', async () => {
    const given = services();
    await given.store.insert(record(1));
    await changeState(record(1).id, 'running', { serviceStatus: 'queued' }, given);
    await changeState(record(1).id, 'running', { serviceStatus: 'running' }, given);
    await changeState(record(1).id, 'succeeded', {}, given);
    expect((await announced()).map(({ type }) => type.split('.').at(-1))).toEqual(['accepted', 'running', 'succeeded']);
  });

  it('of an end is the last one: what has ended stays as it ended', async () => {
    const given = services();
    await given.store.insert(record(1));
    await changeState(record(1).id, 'failed', { reason: { code: 'a', message: 'b' } }, given);
    expect(await changeState(record(1).id, 'running', {}, given)).toMatchObject({ state: 'failed' });
    expect((await announced()).at(-1)).toMatchObject({ data: { state: 'failed', reason: { code: 'a' } } });
  });

  it('carries the same id when two make it at the same time', async () => {
    const given = services();
    await given.store.insert(record(1));
    await Promise.all([
      changeState(record(1).id, 'running', {}, given),
      changeState(record(1).id, 'running', {}, given),
    ]);
    const ids = new Set((await announced()).map(({ id }) => id));
    expect(ids).toEqual(new Set([`${record(1).id}/1`, `${record(1).id}/2`]));
  });
});

describe('what is kept of a job', () => {
  it('is written, streamed, read and found by its address', async () => {
    const files = jobFiles(() => storage.container('kept'));
    expect(await files.read('ft-1', 'none.json')).toBeUndefined();
    await files.write('ft-1', 'parts/a.json', '{"ü":1}');
    expect(await files.read('ft-1', 'parts/a.json')).toBe('{"ü":1}');
    async function* lines() {
      for (let at = 0; at < 50_000; at++) yield `${JSON.stringify({ at, text: 'ü'.repeat(20) })}\n`;
    }
    await files.stream('ft-1', 'rows.jsonl', lines());
    const rows = (await files.read('ft-1', 'rows.jsonl'))?.trim().split('\n') ?? [];
    expect(rows).toHaveLength(50_000);
    expect(JSON.parse(rows.at(-1) ?? '')).toEqual({ at: 49_999, text: 'ü'.repeat(20) });
    async function* nothing() {}
    await files.stream('ft-1', 'empty.jsonl', nothing());
    expect(await files.read('ft-1', 'empty.jsonl')).toBe('');
  });
});

describe('the typical length of a job', () => {
  it('is learnt from those that have ended', async () => {
    const table = freshTable();
    expect(await typicalDuration(table, 'fine-tuning')).toBeUndefined();
    await recordDuration(table, 'fine-tuning', 1_000);
    expect(await typicalDuration(table, 'fine-tuning')).toBe(1_000);
    await recordDuration(table, 'fine-tuning', 4_000);
    const learnt = (await typicalDuration(table, 'fine-tuning')) ?? 0;
    expect(learnt).toBeGreaterThan(1_000);
    expect(learnt).toBeLessThan(2_000);
    expect(await typicalDuration(table, 'evaluation-run')).toBeUndefined();
  });

  it('follows lengths that differ by factors', () => {
    let known: number | undefined;
    for (let at = 0; at < 40; at++) known = blend(known, at < 20 ? 60_000 : 6_000_000);
    expect(known).toBeGreaterThan(5_000_000);
  });
});
