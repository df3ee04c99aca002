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

/** Pages up to which the whole file is checked at the start: 400 MB, some half a second. */
const MAX_CHECKED_PAGES = 100_000;

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
        // A full disk has already made SQLite roll back.
        if (db.isTransaction) rollback.run();
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
  if (/disk is full/i.test(problem)) return 'Free some space on the disk.';
  if (/disk I\/O/i.test(problem)) return 'Make the file and its folder writable, and free some space on the disk.';
  return 'Stop the other host that uses this task hub, or set another hubName in host.json.';
}

function prepare(db: DatabaseSync, file: string): void {
  const version = explained(file, () => {
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    // A write-ahead log survives a killed process without a flush per step. A power failure can lose the last steps.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE; COMMIT');
    // A file that was cut off shows only when its missing pages are read.
    const pages = integer(db.prepare('PRAGMA page_count').get() ?? {}, 'page_count');
    if (pages > 0 && pages <= MAX_CHECKED_PAGES) {
      const [found] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
      if (found !== 'ok') throw new Error(`database disk image is malformed (${found})`);
    }
    const found = integer(db.prepare('PRAGMA user_version').get() ?? {}, 'user_version');
    if (found === 0) db.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
    return found === 0 ? SCHEMA_VERSION : found;
  });
  if (version !== SCHEMA_VERSION) {
    throw new SetupError(
      `${file} was written by another version of the local host (${version}, this one writes ${SCHEMA_VERSION}). Delete it to start with an empty task hub.`,
    );
  }
}

/** @throws SetupError that names the file and the remedy */
function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new SetupError(`${file} cannot be used: ${messageOf(cause)}. ${remedyFor(messageOf(cause))}`, { cause });
  }
}
