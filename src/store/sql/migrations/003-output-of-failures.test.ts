import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { expect, test } from "vitest";
import { SharedSqliteDialect } from "../sqlite-dialect.ts";
import { up } from "./003-output-of-failures.ts";

test("turns the last lines of a failure into its output, and leaves what has none", async () => {
  const database = new DatabaseSync(":memory:");
  const db = new Kysely<unknown>({ dialect: new SharedSqliteDialect(database) });
  database.exec("CREATE TABLE tasks (failure TEXT)");
  const insert = database.prepare("INSERT INTO tasks VALUES (?)");
  insert.run(JSON.stringify({ what: "It failed.", lastLines: ["a", "b"] }));
  insert.run(null);
  await up(db);
  await up(db);
  const rows = database.prepare("SELECT failure FROM tasks").all();
  expect(rows.map(({ failure }) => JSON.parse(String(failure)))).toEqual([
    { what: "It failed.", output: { first: [], leftOut: 0, last: ["a", "b"] } },
    null,
  ]);
  await db.destroy();
});
