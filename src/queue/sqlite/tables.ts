import type { DatabaseSync } from "node:sqlite";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    job_group TEXT,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'held', 'completed', 'buried')),
    attempt INTEGER NOT NULL DEFAULT 0,
    claims INTEGER NOT NULL DEFAULT 0,
    deaths INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL,
    holder TEXT,
    held_until INTEGER,
    last_error TEXT,
    enqueued_at INTEGER NOT NULL,
    completed_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS jobs_due ON jobs (priority DESC, enqueued_at) WHERE state IN ('queued', 'held');
  CREATE INDEX IF NOT EXISTS jobs_groups ON jobs (job_group) WHERE state = 'held';
`;

/** Columns that an earlier version's table does not have. */
const ADDED = {
  claims: "INTEGER NOT NULL DEFAULT 0",
  deaths: "INTEGER NOT NULL DEFAULT 0",
};

/** Makes the queue's tables where they are not there, or not as this version needs them. */
export function prepareTables(database: DatabaseSync): void {
  const columns = columnsOf(database);
  if (Object.keys(ADDED).every((column) => columns.has(column))) return;
  // Another process may be at the same, so what is missing is looked for under the lock.
  database.exec("BEGIN IMMEDIATE");
  try {
    database.exec(SCHEMA);
    const present = columnsOf(database);
    for (const [column, type] of Object.entries(ADDED)) {
      if (!present.has(column)) database.exec(`ALTER TABLE jobs ADD COLUMN ${column} ${type}`);
    }
    database.exec("COMMIT");
  } catch (thrown) {
    database.exec("ROLLBACK");
    throw thrown;
  }
}

function columnsOf(database: DatabaseSync): ReadonlySet<string> {
  const rows = database.prepare("SELECT name FROM pragma_table_info('jobs')").all();
  return new Set(rows.map((row) => String(row["name"])));
}
