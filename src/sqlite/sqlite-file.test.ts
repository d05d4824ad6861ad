import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqliteFile, whenUnlocked } from "./sqlite-file.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-sqlite-"));
});

afterEach(() => rm(folder, { recursive: true }));

test("waits for a transaction of this very process, and lets it go on meanwhile", async () => {
  const path = join(folder, "a.db");
  const one = openSqliteFile(path, (database) => database.exec("CREATE TABLE t (n INTEGER)"));
  const two = openSqliteFile(path);
  one.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
  let written = false;
  const waiting = whenUnlocked(() => two.exec("INSERT INTO t VALUES (2)")).then(() => {
    written = true;
  });
  await delay(30);
  expect(written).toBe(false);
  one.exec("COMMIT");
  await waiting;
  expect(one.prepare("SELECT n FROM t").all()).toHaveLength(2);
  one.close();
  two.close();
});

test("tells every other error at once", async () => {
  const database = openSqliteFile(":memory:");
  await expect(whenUnlocked(() => database.exec("SELECT * FROM missing"))).rejects.toThrow(
    "no such table: missing",
  );
  database.close();
});
