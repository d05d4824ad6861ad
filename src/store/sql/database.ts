import { setTimeout as delay } from "node:timers/promises";
import { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import { openSqliteFile } from "../../sqlite/sqlite-file.ts";
import * as initial from "./migrations/001-initial.ts";
import * as replyClaimedBy from "./migrations/002-reply-claimed-by.ts";
import * as outputOfFailures from "./migrations/003-output-of-failures.ts";
import { SharedSqliteDialect } from "./sqlite-dialect.ts";
import type { Tables } from "./tables.ts";

const MIGRATIONS = {
  "001-initial": initial,
  "002-reply-claimed-by": replyClaimedBy,
  "003-output-of-failures": outputOfFailures,
};

/** How often another process that is bringing the same file up to date is waited for. */
const MIGRATION_ATTEMPTS = 20;

/** Opens a SQLite file (or `:memory:`) and brings its tables up to this version's. */
export async function openSqlite(path: string): Promise<Kysely<Tables>> {
  const db = new Kysely<Tables>({ dialect: new SharedSqliteDialect(openSqliteFile(path)) });
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
