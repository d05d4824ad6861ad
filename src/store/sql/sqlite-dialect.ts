import type { DatabaseSync } from "node:sqlite";
import {
  CompiledQuery,
  SqliteDialect,
  SqliteDriver,
  type DatabaseConnection,
  type SqliteDatabase,
} from "kysely";
import { whenUnlocked } from "../../sqlite/sqlite-file.ts";

/** kysely's SQLite, on Node's own, for a file that others write to as well. */
export class SharedSqliteDialect extends SqliteDialect {
  readonly #database: SqliteDatabase;

  constructor(database: DatabaseSync) {
    const adapted = adapt(database);
    super({ database: adapted });
    this.#database = adapted;
  }

  override createDriver(): SqliteDriver {
    return new SharedSqliteDriver({ database: this.#database });
  }
}

class SharedSqliteDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return {
      executeQuery: (query) => whenUnlocked(() => connection.executeQuery(query)),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  /**
   * With the lock from the start. A transaction that reads first and takes it later fails at once
   * where another has written in between, and no waiting helps.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }
}

/** kysely asks for the shape of another package; Node's own is this close. */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
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
  };
}

/** What SQLite binds; dates and structures are turned into text before they get here. */
function bound(value: unknown): null | number | bigint | string | Uint8Array {
  if (value === null || value instanceof Uint8Array) return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") {
    return value;
  }
  throw new TypeError(`Expected a value that SQLite can hold, found ${typeof value}.`);
}
