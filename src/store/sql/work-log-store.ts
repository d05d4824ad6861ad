import { sql, type Kysely } from "kysely";
import type { TaskId } from "../../task/ids.ts";
import type { WorkLogEntry, WorkLogEvent } from "../../task/work-log.ts";
import type { TimedEntry, WorkLogStore } from "../store.ts";
import type { Tables } from "./tables.ts";

/** Rows of one insert: SQLite binds 32,766 values at the most, and a row has five. */
const ROWS_AT_ONCE = 500;

export class SqlWorkLogStore implements WorkLogStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async append(task: TaskId, entries: readonly TimedEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.#db.transaction().execute(async (transaction) => {
      const last = await transaction
        .selectFrom("work_log")
        .select(sql<number | null>`max(seq)`.as("seq"))
        .where("task_id", "=", task)
        .executeTakeFirst();
      const first = (last?.seq ?? 0) + 1;
      const rows = entries.map(({ at, attempt, entry }, index) => ({
        task_id: task,
        seq: first + index,
        at: at.toISOString(),
        attempt,
        entry: JSON.stringify(entry),
      }));
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const values = rows.slice(start, start + ROWS_AT_ONCE);
        await transaction.insertInto("work_log").values(values).execute();
      }
    });
  }

  async read(
    task: TaskId,
    { after, limit }: { readonly after: number; readonly limit: number },
  ): Promise<readonly WorkLogEvent[]> {
    const rows = await this.#db
      .selectFrom("work_log")
      .selectAll()
      .where("task_id", "=", task)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(limit)
      .execute();
    return rows.map((row) => {
      const entry: WorkLogEntry = JSON.parse(row.entry);
      return Object.assign(entry, { seq: row.seq, at: row.at, task, attempt: row.attempt });
    });
  }
}
