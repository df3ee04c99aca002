import type { DatabaseSync } from 'node:sqlite';
import type { DurableStore, StoredTask } from './durable-store.ts';
import { integer, integerOrNull, type Row, text, textOrNull } from './row.ts';

type TaskTable = Pick<
  DurableStore,
  'addTask' | 'takeTasks' | 'lockTask' | 'unlockTasks' | 'removeTask' | 'nextTaskAfter'
>;

export function taskTable(db: DatabaseSync): TaskTable {
  const add = db.prepare(
    `INSERT INTO tasks (instance_id, execution_id, task_id, name, input, visible_at, deliveries)
      VALUES (?, ?, ?, ?, ?, 0, 0)`,
  );
  const take = db.prepare(
    `UPDATE tasks SET visible_at = ?, deliveries = deliveries + 1
      WHERE id IN (SELECT id FROM tasks WHERE visible_at <= ? ORDER BY id LIMIT ?)
      RETURNING *`,
  );
  const lock = db.prepare('UPDATE tasks SET visible_at = ? WHERE id = ?');
  const unlock = db.prepare('UPDATE tasks SET visible_at = 0');
  const remove = db.prepare('DELETE FROM tasks WHERE id = ?');
  const next = db.prepare('SELECT min(visible_at) AS time FROM tasks WHERE visible_at > ?');

  return {
    addTask: ({ instanceId, executionId, taskId, name, input }) => {
      add.run(instanceId, executionId, taskId, name, input);
    },
    // RETURNING has no defined order.
    takeTasks: (now, lockedUntil, limit) =>
      take
        .all(lockedUntil, now, limit)
        .map(toTask)
        .sort((one, other) => one.id - other.id),
    lockTask: (id, until) => {
      lock.run(until, id);
    },
    unlockTasks: () => {
      unlock.run();
    },
    removeTask: (id) => {
      remove.run(id);
    },
    nextTaskAfter: (time) => {
      const row = next.get(time);
      return (row && integerOrNull(row, 'time')) ?? undefined;
    },
  };
}

function toTask(row: Row): StoredTask {
  return {
    id: integer(row, 'id'),
    instanceId: text(row, 'instance_id'),
    executionId: text(row, 'execution_id'),
    taskId: integer(row, 'task_id'),
    name: text(row, 'name'),
    input: textOrNull(row, 'input'),
    deliveries: integer(row, 'deliveries') - 1,
  };
}
