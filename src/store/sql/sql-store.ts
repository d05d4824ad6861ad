import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Store } from "../store.ts";
import { openSqlite } from "./database.ts";
import { SqlTaskStore } from "./task-store.ts";
import type { Tables } from "./tables.ts";
import { SqlWebhookStore } from "./webhook-store.ts";
import { SqlWorkLogStore } from "./work-log-store.ts";

/** The store port on a SQL database, by kysely. */
export class SqlStore implements Store {
  readonly webhooks: SqlWebhookStore;
  readonly tasks: SqlTaskStore;
  readonly workLogs: SqlWorkLogStore;
  readonly #db: Kysely<Tables>;

  private constructor(db: Kysely<Tables>) {
    this.#db = db;
    this.webhooks = new SqlWebhookStore(db);
    this.tasks = new SqlTaskStore(db);
    this.workLogs = new SqlWorkLogStore(db);
  }

  /** `path`: a SQLite file, made where it is not there, or `:memory:`. */
  static async open(path: string): Promise<SqlStore> {
    return new SqlStore(await openSqlite(path));
  }

  serverId(): Promise<string> {
    return this.#db.transaction().execute(async (transaction) => {
      const known = await transaction.selectFrom("server").select("id").executeTakeFirst();
      if (known !== undefined) return known.id;
      const id = randomUUID();
      await transaction.insertInto("server").values({ id }).execute();
      return id;
    });
  }

  close(): Promise<void> {
    return this.#db.destroy();
  }
}
