import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventRaised } from '../../src/durable/history/make-event.ts';
import type { DurableStore, Instance } from '../../src/durable/store/durable-store.ts';
import { openSqliteStore } from '../../src/durable/store/sqlite-store.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-store-'));
let files = 0;
let file: string;
let store: DurableStore;
beforeEach(() => {
  file = path.join(folder, `${files++}.db`);
  store = openSqliteStore(file);
});
afterEach(() => store.close());
afterAll(() => rmSync(folder, { recursive: true }));

const instance = (id: string, more: Partial<Instance> = {}): Instance => ({
  id,
  executionId: 'e',
  name: 'orc',
  status: 'Running',
  created: 1,
  updated: 1,
  input: null,
  output: null,
  customStatus: null,
  generation: 0,
  ...more,
});
const message = (instanceId: string, visibleAt: number, executionId: string | null = null) => ({
  instanceId,
  executionId,
  visibleAt,
  event: eventRaised(`at ${visibleAt}`, null, 0),
});

describe('the durable store', () => {
  it('stores a transaction completely or not at all', () => {
    store.saveInstance(instance('kept'));
    expect(() =>
      store.transaction(() => {
        store.saveInstance(instance('lost'));
        store.writeHistory('kept', 0, [eventRaised('lost', null, 0)]);
        throw new Error('half way');
      }),
    ).toThrow('half way');
    expect(store.instance('lost')).toBeUndefined();
    expect(store.history('kept')).toEqual([]);
    expect(store.transaction(() => 'usable')).toBe('usable');
  });

  it('keeps everything over a restart', () => {
    store.saveInstance(instance('a', { input: '"grüße 🎉"', output: 'x'.repeat(300_000) }));
    store.writeHistory('a', 0, [eventRaised('one', '1', 5)]);
    store.addMessage(message('a', 7));
    store.addTask({ instanceId: 'a', executionId: 'e', taskId: 3, name: 'act', input: '{}' });
    store.close();
    store = openSqliteStore(file);
    expect(store.instance('a')).toMatchObject({ input: '"grüße 🎉"', output: expect.stringMatching(/^x{300000}$/) });
    expect(store.history('a')).toEqual([eventRaised('one', '1', 5)]);
    expect(store.messages('a', 7)).toMatchObject([{ visibleAt: 7 }]);
    expect(store.takeTasks(0, 10, 5)).toMatchObject([{ taskId: 3, name: 'act', deliveries: 0 }]);
  });

  it('returns due messages in order, and the time of the next', () => {
    for (const [id, time] of [
      ['a', 30],
      ['a', 10],
      ['b', 20],
    ] as const)
      store.addMessage(message(id, time));
    expect(store.messages('a', 9)).toEqual([]);
    expect(store.messages('a', 30).map(({ visibleAt }) => visibleAt)).toEqual([30, 10]);
    expect(store.nextMessageAfter(10)).toBe(20);
    expect(store.instancesDue(10, 30)).toEqual(['a', 'b']);
    expect(store.instancesDue(30, 99)).toEqual([]);
  });

  it('deletes only the messages of the finished execution', () => {
    store.addMessage(message('a', 1, 'old'));
    store.addMessage(message('a', 2, 'new'));
    store.addMessage(message('a', 3));
    store.dropMessagesFor('a', 'old');
    expect(store.messages('a', 9).map(({ visibleAt }) => visibleAt)).toEqual([2, 3]);
  });

  it('gives a task to one caller, and again when its lock expires', () => {
    store.addTask({ instanceId: 'a', executionId: 'e', taskId: 0, name: 'act', input: null });
    expect(store.takeTasks(100, 200, 5)).toHaveLength(1);
    expect(store.takeTasks(199, 300, 5)).toHaveLength(0);
    expect(store.nextTaskAfter(199)).toBe(200);
    expect(store.takeTasks(200, 300, 5)).toMatchObject([{ deliveries: 1 }]);
  });

  it('finds instances by prefix, time and status, in pages', () => {
    for (const [index, status] of (['Running', 'Completed', 'Completed'] as const).entries()) {
      store.saveInstance(instance(`p-${index}`, { status, created: index }));
    }
    store.saveInstance(instance('other_%'));
    const ids = (query: object) => store.instances({ limit: 10, ...query }).map(({ id }) => id);
    expect(ids({ idPrefix: 'p-' })).toEqual(['p-0', 'p-1', 'p-2']);
    expect(ids({ idPrefix: 'other_%' })).toEqual(['other_%']);
    expect(ids({ statuses: ['Completed'], createdFrom: 2 })).toEqual(['p-2']);
    expect(ids({ idPrefix: 'p-', limit: 1, after: 'p-0' })).toEqual(['p-1']);
    expect(ids({ statuses: [] })).toEqual([]);
  });

  it('can be opened by one process at a time', () => {
    expect(() => openSqliteStore(file)).toThrow(/Stop the other host that uses this task hub/);
  });

  it('refuses a file of another version', () => {
    const other = path.join(folder, 'other.db');
    const db = new DatabaseSync(other);
    db.exec('PRAGMA user_version = 99');
    db.close();
    expect(() => openSqliteStore(other)).toThrow(/another version of the local host \(99.*Delete it/);
  });
});

describe('a file that cannot be used', () => {
  it('is named as damaged when it was cut off', () => {
    for (let at = 0; at < 200; at++)
      store.transaction(() => store.saveInstance(instance(`i${at}`, { input: 'x'.repeat(2_000) })));
    store.close();
    truncateSync(file, statSync(file).size / 2);
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
    expect(() => openSqliteStore(file)).toThrow(/damaged. Delete it or move it away/);
    file = path.join(folder, `${files++}.db`);
    store = openSqliteStore(file);
  });
});
