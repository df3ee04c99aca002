import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { DurableStore } from './durable-store.ts';
import { historyTable } from './history-table.ts';
import { instanceTable } from './instance-table.ts';
import { messageTable } from './message-table.ts';
import { integer } from './row.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';
import { taskTable } from './task-table.ts';

/** An in-memory store, for tests. */
export const IN_MEMORY = ':memory:';

/**
 * Opens the file of a task hub or creates it. One process at a time can open it; a killed process releases it.
 * @throws SetupError when another host has the file, or another version wrote it
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

/** Names the remedy for an error of SQLite, whose messages name only the cause. */
function remedyFor(problem: string): string {
  if (/not a database|malformed|corrupt/i.test(problem)) {
    return 'The file is damaged. Delete it or move it away: the host then starts with an empty task hub.';
  }
  if (/readonly|read-only/i.test(problem)) return 'Make the file and its folder writable.';
  if (/disk is full|disk I\/O/i.test(problem)) return 'Free some space on the disk.';
  return 'Stop the other host that uses this task hub, or set another hubName in host.json.';
}

function prepare(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  try {
    // A write-ahead log survives a killed process without a flush per step. A power failure can lose the last steps.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT');
  } catch (cause) {
    throw new SetupError(`${file} cannot be used: ${messageOf(cause)}. ${remedyFor(messageOf(cause))}`, { cause });
  }
  const version = integer(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
  if (version === 0) db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
  else if (version !== SCHEMA_VERSION) {
    throw new SetupError(
      `${file} was written by another version of the local host (${version}, this one writes ${SCHEMA_VERSION}). Delete it to start with an empty task hub.`,
    );
  }
}
