import type { DatabaseSync } from 'node:sqlite';
import type { HistoryEvent } from '../history/history-event.ts';
import type { DurableStore } from './durable-store.ts';
import { text } from './row.ts';

export function historyTable(db: DatabaseSync): Pick<DurableStore, 'history' | 'writeHistory'> {
  const all = db.prepare('SELECT event FROM history WHERE instance_id = ? ORDER BY position');
  const cut = db.prepare('DELETE FROM history WHERE instance_id = ? AND position >= ?');
  const add = db.prepare('INSERT INTO history (instance_id, position, event) VALUES (?, ?, ?)');

  return {
    history: (id) => all.all(id).map((row) => readEvent(text(row, 'event'))),
    writeHistory: (id, from, events) => {
      cut.run(id, from);
      for (const [index, event] of events.entries()) add.run(id, from + index, JSON.stringify(event));
    },
  };
}

/**
 * Parses a stored event. Only this host writes events, so their shape is not checked; the schema version covers
 * changes.
 */
export function readEvent(json: string): HistoryEvent {
  const event: HistoryEvent = JSON.parse(json);
  return event;
}
