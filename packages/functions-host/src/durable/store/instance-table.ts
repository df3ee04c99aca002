import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { DurableStore, Instance, InstanceQuery, RuntimeStatus } from './durable-store.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from './row.ts';

type InstanceTable = Pick<DurableStore, 'instance' | 'saveInstance' | 'deleteInstance' | 'instances'>;

export function instanceTable(db: DatabaseSync): InstanceTable {
  const get = db.prepare('SELECT * FROM instances WHERE id = ?');
  const put = db.prepare(
    `INSERT OR REPLACE INTO instances
      (id, execution_id, name, status, created, updated, input, output, custom_status, generation)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const removals = [
    db.prepare('DELETE FROM instances WHERE id = ?'),
    db.prepare('DELETE FROM history WHERE instance_id = ?'),
    db.prepare('DELETE FROM messages WHERE instance_id = ?'),
  ];

  return {
    instance: (id) => {
      const row = get.get(id);
      return row && toInstance(row);
    },
    saveInstance: (it) => {
      put.run(
        it.id,
        it.executionId,
        it.name,
        it.status,
        it.created,
        it.updated,
        it.input,
        it.output,
        it.customStatus,
        it.generation,
      );
    },
    deleteInstance: (id) => {
      for (const removal of removals) removal.run(id);
    },
    instances: (query) => {
      const { where, values } = conditions(query);
      const rows = db.prepare(`SELECT * FROM instances ${where} ORDER BY id LIMIT ?`).all(...values, query.limit);
      return rows.map(toInstance);
    },
  };
}

function conditions(query: InstanceQuery): { where: string; values: SQLInputValue[] } {
  const parts: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (part: string, ...given: SQLInputValue[]) => {
    parts.push(part);
    values.push(...given);
  };
  if (query.idPrefix) add('substr(id, 1, length(?)) = ?', query.idPrefix, query.idPrefix);
  if (query.createdFrom !== undefined) add('created >= ?', query.createdFrom);
  if (query.createdTo !== undefined) add('created <= ?', query.createdTo);
  if (query.updatedFrom !== undefined) add('updated >= ?', query.updatedFrom);
  if (query.updatedTo !== undefined) add('updated <= ?', query.updatedTo);
  if (query.after !== undefined) add('id > ?', query.after);
  if (query.statuses) add(`status IN (${query.statuses.map(() => '?').join(', ')})`, ...query.statuses);
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', values };
}

const statuses: readonly RuntimeStatus[] = ['Pending', 'Running', 'Suspended', 'Completed', 'Failed', 'Terminated'];

function toInstance(row: Row): Instance {
  const status = statuses.find((known) => known === row.status);
  if (!status) throw new Error(`The durable store is damaged: unknown status ${row.status}.`);
  return {
    id: text(row, 'id'),
    executionId: text(row, 'execution_id'),
    name: text(row, 'name'),
    status,
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
    input: textOrNull(row, 'input'),
    output: textOrNull(row, 'output'),
    customStatus: textOrNull(row, 'custom_status'),
    generation: integerOrNull(row, 'generation'),
  };
}
