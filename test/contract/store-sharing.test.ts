import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SqliteQueue } from "../../src/queue/sqlite/sqlite-queue.ts";
import { SqlStore } from "../../src/store/sql/sql-store.ts";
import type { Store } from "../../src/store/store.ts";
import { newTask, taskResult } from "../fixtures/new-task.ts";

let folder: string;
let store: SqlStore;

const path = () => join(folder, "berth.db");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-store-"));
  store = await SqlStore.open(path());
});

afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

test("serves several processes at once, and loses nothing of one that is killed", async () => {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, "../fixtures/write-deliveries.ts"),
    path(),
  ]);
  let acknowledged = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    acknowledged += chunk.toString().split("\n").length - 1;
    if (acknowledged > 50) child.kill("SIGKILL");
  });
  for (let n = 0; n < 50; n += 1) {
    await store.webhooks.recordDelivery({ id: `ours-${n}`, event: "x" });
  }
  await new Promise((resolve) => child.on("close", resolve));
  const again = await SqlStore.open(path());
  for (let n = 0; n < acknowledged; n += 1) {
    expect(await again.webhooks.recordDelivery({ id: `theirs-${n}`, event: "x" })).toBe(false);
  }
  await again.close();
});

test("waits for others that write, and fails nothing that reads before it writes", async () => {
  const others = await Promise.all([SqlStore.open(path()), SqlStore.open(path())]);
  const entry = { type: "notice", phase: null, text: "x" } as const;
  const work = async (using: Store, name: string) => {
    const { task } = await using.tasks.create(newTask({ source: name }));
    await using.tasks.begin(task.id);
    await using.workLogs.append(task.id, [{ at: new Date(), attempt: 1, entry }]);
    await using.tasks.finish(task.id, taskResult());
  };
  const stores = [store, ...others];
  const names = Array.from({ length: 40 }, (_, n) => `source-${n}`);
  const started = performance.now();
  await Promise.all(names.flatMap((name) => stores.map((each) => work(each, name))));
  // Much less than one would wait for a lock that cannot be let go meanwhile.
  expect(performance.now() - started).toBeLessThan(9_000);
  const tasks = await store.tasks.list({ limit: 1000 });
  expect(tasks).toHaveLength(40);
  const logs = tasks.map(({ id }) => store.workLogs.read(id, { after: 0, limit: 10 }));
  expect((await Promise.all(logs)).map((events) => events.length)).toEqual(names.map(() => 3));
  for (const other of others) await other.close();
});

test("reads before it writes while another process writes all the time", async () => {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, "../fixtures/write-deliveries.ts"),
    path(),
  ]);
  await new Promise((resolve) => child.stdout.once("data", resolve));
  const entry = { type: "notice", phase: null, text: "x" } as const;
  const { task } = await store.tasks.create(newTask());
  for (let n = 0; n < 100; n += 1) {
    await store.workLogs.append(task.id, [{ at: new Date(), attempt: 1, entry }]);
  }
  const closed = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGKILL");
  await closed;
  expect(await store.workLogs.read(task.id, { after: 0, limit: 200 })).toHaveLength(100);
});

test("a store and a queue in one process do not wait for each other", async () => {
  const queue = new SqliteQueue(path());
  const started = performance.now();
  const { task } = await store.tasks.create(newTask());
  for (let n = 0; n < 50; n += 1) {
    const begun = store.tasks.begin(task.id);
    // Sooner or later it falls into the middle of the transaction.
    for (let step = 0; step < n; step += 1) await Promise.resolve();
    const job = { id: `job-${n}`, kind: "test", payload: n, group: null, priority: 0 };
    await Promise.all([begun, queue.enqueue(job)]);
  }
  expect(performance.now() - started).toBeLessThan(9_000);
  expect((await queue.counts()).queued).toBe(50);
  queue.close();
});
