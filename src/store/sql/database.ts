import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import * as initial from "./migrations/001-initial.ts";
import type { Tables } from "./tables.ts";

const MIGRATIONS = { "001-initial": initial };

/** What SQLite binds; dates and structures are turned into text before they get here. */
function bound(value: unknown): null | number | bigint | string | Uint8Array {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") {
    return value;
  }
  throw new TypeError(`Expected a value that SQLite can hold, found ${typeof value}.`);
}

/** kysely's SQLite dialect asks for the shape of another package; Node's own is this close. */
function sqliteDialect(path: string): SqliteDialect {
  const database = new DatabaseSync(path, { timeout: 10_000 });
  // FULL: an acknowledged row survives a power cut, not a killed process only.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare: (sql) => {
        const statement = database.prepare(sql);
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...parameters.map(bound)),
          run: (parameters) => statement.run(...parameters.map(bound)),
          iterate: (parameters) => statement.iterate(...parameters.map(bound)),
        };
      },
    },
  });
}

/** How often another process that is bringing the same file up to date is waited for. */
const MIGRATION_ATTEMPTS = 20;

/** Opens a SQLite file (or `:memory:`) and brings its tables up to this version's. */
export async function openSqlite(path: string): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: sqliteDialect(path) });
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  for (let attempt = 1; ; attempt += 1) {
    const { error } = await new Migrator({ db, provider }).migrateToLatest();
    if (error === undefined) return db;
    if (attempt === MIGRATION_ATTEMPTS) {
      await db.destroy();
      throw new Error(`The store at ${path} could not be brought up to date.`, { cause: error });
    }
    await delay(100);
  }
}
