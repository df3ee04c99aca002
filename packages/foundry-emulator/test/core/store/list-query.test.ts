import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { listQuery } from '../../../src/core/store/list-query.ts';
import { StateDatabase } from '../../../src/core/store/state-database.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plan-'));
StateDatabase.open(folder).close();
const db = new DatabaseSync(path.join(folder, 'state.sqlite'));
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

const from = { seq: 7, value: 'x' };

// A scan, or a sort of its own, would make a page of a hundred thousand objects as slow as the whole list.
it.each([
  ['all', {}],
  ['all from a cursor', { from }],
  ['by a condition', { where: { kind: 'a' }, from }],
  ['by two conditions', { where: { kind: 'a', owner: 'b' }, from }],
  ['in the order of an index', { by: 'updated_at', from }],
  ['in the order of an index and by a condition', { by: 'updated_at', where: { kind: 'a' }, from }],
])('lists %s without a scan or a sort', (_name, parts) => {
  for (const ascending of [true, false]) {
    const { sql, values } = listQuery({ collection: 1, ascending, limit: 20, ...parts });
    const plan = db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...values)
      .map(({ detail }) => `${detail}`);
    expect(plan.filter((detail) => /^SCAN|TEMP B-TREE/.test(detail))).toEqual([]);
  }
});
