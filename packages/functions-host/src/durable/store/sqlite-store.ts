import { DatabaseSync } from 'node:sqlite';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { DurableStore } from './durable-store.ts';
import { historyTable } from './history-table.ts';
import { instanceTable } from './instance-table.ts';
import { messageTable } from './message-table.ts';
import { integer } from './row.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { taskTable } from './task-table.ts';

/** Keeps nothing: for tests. */
export const IN_MEMORY = ':memory:';

/**
 * Opens the file of a task hub, and makes it when it does not exist. One process holds it at a time; a process that was
 * killed lets go of it.
 * @throws SetupError when another host has it, or another version of the host wrote it
 */
export function openSqliteStore(file: string): DurableStore {
  const db = new DatabaseSync(file);
  try {
    prepare(db, file);
  } catch (error) {
    db.close();
    throw error;
  }
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');

  return {
    ...instanceTable(db),
    ...historyTable(db),
    ...messageTable(db),
    ...taskTable(db),
    transaction: (work) => {
      begin.run();
      try {
        const result = work();
        commit.run();
        return result;
      } catch (error) {
        rollback.run();
        throw error;
      }
    },
    close: () => db.close(),
  };
}

function prepare(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  try {
    // A write ahead log survives a killed process without a flush per step; only a power cut could cost the last steps.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT');
  } catch (cause) {
    throw new SetupError(
      `${file} cannot be used: ${cause instanceof Error ? cause.message : cause}. Stop the other local host that uses this task hub, or set another hubName in host.json.`,
      { cause },
    );
  }
  const version = integer(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
  if (version === 0) db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  else if (version !== SCHEMA_VERSION) {
    throw new SetupError(
      `${file} was written by another version of the local host (${version}, this one writes ${SCHEMA_VERSION}). Delete it to start with an empty task hub.`,
    );
  }
}
