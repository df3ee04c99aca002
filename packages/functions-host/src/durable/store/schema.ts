/** Increase with every change of the tables: files of another version are refused. */
export const SCHEMA_VERSION = 1;

export const SCHEMA = `
CREATE TABLE instances (
  id TEXT PRIMARY KEY,
  execution_id TEXT NOT NULL,
  name TEXT NOT NULL,
  status TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  input TEXT,
  output TEXT,
  custom_status TEXT,
  generation INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  instance_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (instance_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id TEXT NOT NULL,
  execution_id TEXT,
  visible_at INTEGER NOT NULL,
  event TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_instance ON messages (instance_id, visible_at);
CREATE INDEX messages_by_time ON messages (visible_at, instance_id);

CREATE TABLE tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  task_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  input TEXT,
  visible_at INTEGER NOT NULL,
  deliveries INTEGER NOT NULL
) STRICT;
CREATE INDEX tasks_by_time ON tasks (visible_at);
`;
