import type { DatabaseSync } from 'node:sqlite';
import type { DurableStore } from './durable-store.ts';
import { readEvent } from './history-table.ts';
import { integer, integerOrNull, text, textOrNull } from './row.ts';

type MessageTable = Pick<
  DurableStore,
  | 'addMessage'
  | 'messages'
  | 'removeMessages'
  | 'dropMessagesFor'
  | 'postponeMessages'
  | 'instancesDue'
  | 'nextMessageAfter'
>;

export function messageTable(db: DatabaseSync): MessageTable {
  const add = db.prepare('INSERT INTO messages (instance_id, execution_id, visible_at, event) VALUES (?, ?, ?, ?)');
  const visible = db.prepare('SELECT * FROM messages WHERE instance_id = ? AND visible_at <= ? ORDER BY id');
  const remove = db.prepare('DELETE FROM messages WHERE id = ?');
  const drop = db.prepare('DELETE FROM messages WHERE instance_id = ? AND execution_id = ?');
  const postpone = db.prepare('UPDATE messages SET visible_at = ? WHERE id = ?');
  const due = db.prepare(
    'SELECT instance_id FROM messages WHERE visible_at > ? AND visible_at <= ? GROUP BY instance_id ORDER BY min(id)',
  );
  const next = db.prepare('SELECT min(visible_at) AS time FROM messages WHERE visible_at > ?');

  return {
    addMessage: ({ instanceId, executionId, visibleAt, event }) => {
      add.run(instanceId, executionId, visibleAt, JSON.stringify(event));
    },
    messages: (instanceId, now) =>
      visible.all(instanceId, now).map((row) => ({
        id: integer(row, 'id'),
        instanceId: text(row, 'instance_id'),
        executionId: textOrNull(row, 'execution_id'),
        visibleAt: integer(row, 'visible_at'),
        event: readEvent(text(row, 'event')),
      })),
    removeMessages: (ids) => {
      for (const id of ids) remove.run(id);
    },
    dropMessagesFor: (instanceId, executionId) => {
      drop.run(instanceId, executionId);
    },
    postponeMessages: (ids, visibleAt) => {
      for (const id of ids) postpone.run(visibleAt, id);
    },
    instancesDue: (from, to) => due.all(from, to).map((row) => text(row, 'instance_id')),
    nextMessageAfter: (time) => {
      const row = next.get(time);
      return (row && integerOrNull(row, 'time')) ?? undefined;
    },
  };
}
