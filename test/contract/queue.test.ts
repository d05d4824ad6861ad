import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Hold, NewJob, Queue } from "../../src/queue/queue.ts";
import { SqliteQueue } from "../../src/queue/sqlite/sqlite-queue.ts";

const QUEUES: Record<string, (folder: string) => Queue> = {
  sqlite: (folder) => new SqliteQueue(join(folder, "berth.db")),
};

const LEASE = 60_000;

/** A job's hold by the first that took it. */
const held = (id: string): Hold => ({ id, claim: 1 });

function job(id: string, change: Partial<NewJob> = {}): NewJob {
  return { id, kind: "test", payload: { n: 1 }, group: null, priority: 0, ...change };
}

describe.each(Object.entries(QUEUES))("the %s queue", (_name, open) => {
  let folder: string;
  let queue: Queue;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-queue-"));
    queue = open(folder);
  });

  afterEach(async () => {
    queue.close();
    await rm(folder, { recursive: true });
  });

  async function claim({ worker, leaseMs = LEASE }: { worker: string; leaseMs?: number }) {
    const claimed = await queue.claim({ worker, kinds: ["test"], leaseMs });
    if (claimed === null) throw new Error("Expected a job that is due, found none.");
    return claimed;
  }

  async function claimIds(times: number): Promise<(string | null)[]> {
    const ids: (string | null)[] = [];
    for (let n = 0; n < times; n += 1)
      ids.push((await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE }))?.id ?? null);
    return ids;
  }

  test("hands out a job once, with its payload", async () => {
    await queue.enqueue(job("a", { payload: { deep: ["x", null] } }));
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toEqual({
      id: "a",
      claim: 1,
      kind: "test",
      payload: { deep: ["x", null] },
      attempt: 1,
      deaths: 0,
      lastError: null,
    });
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toBeNull();
  });

  test("takes a job of an id once, also after it was done", async () => {
    expect(await queue.enqueue(job("a"))).toBe(true);
    expect(await queue.enqueue(job("a"))).toBe(false);
    await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE });
    await queue.complete(held("a"));
    expect(await queue.enqueue(job("a"))).toBe(false);
    expect(await claimIds(1)).toEqual([null]);
  });

  test("hands out jobs of the kinds asked for", async () => {
    await queue.enqueue(job("a", { kind: "other" }));
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toBeNull();
    const both = { worker: "w", kinds: ["test", "other"], leaseMs: LEASE };
    expect((await queue.claim(both))?.id).toBe("a");
  });

  test("goes by priority, then by age", async () => {
    await queue.enqueue(job("old"));
    await queue.enqueue(job("low", { priority: -1 }));
    await queue.enqueue(job("new"));
    await queue.enqueue(job("high", { priority: 1 }));
    expect(await claimIds(5)).toEqual(["high", "old", "new", "low", null]);
  });

  test("hands out one job of a group at a time, and others meanwhile", async () => {
    await queue.enqueue(job("a1", { group: "a" }));
    await queue.enqueue(job("a2", { group: "a" }));
    await queue.enqueue(job("b1", { group: "b" }));
    expect(await claimIds(3)).toEqual(["a1", "b1", null]);
    await queue.complete(held("a1"));
    expect(await claimIds(2)).toEqual(["a2", null]);
  });

  test("gives a job back, not before its time, with the reason", async () => {
    await queue.enqueue(job("a"));
    await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE });
    await queue.retry(held("a"), { notBefore: new Date(Date.now() + 80), error: "no luck" });
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toBeNull();
    await delay(100);
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toMatchObject({
      attempt: 2,
      lastError: "no luck",
    });
  });

  test("does not count an attempt that was given back untouched", async () => {
    await queue.enqueue(job("a"));
    await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE });
    await queue.release(held("a"));
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toMatchObject({
      attempt: 1,
    });
  });

  test("hands a job on when its holder's lease runs out", async () => {
    await queue.enqueue(job("a", { group: "g" }));
    await queue.claim({ worker: "dead", kinds: ["test"], leaseMs: 30 });
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toBeNull();
    await delay(50);
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toMatchObject({
      id: "a",
      attempt: 1,
      deaths: 1,
    });
  });

  async function endInEveryWay(hold: Hold): Promise<void> {
    await queue.complete(hold);
    await queue.release(hold);
    await queue.retry(hold, { notBefore: new Date(0), error: "late" });
    await queue.bury(hold, "late");
  }

  test("leaves jobs whose holders have died to those who ask for them", async () => {
    await queue.enqueue(job("a"));
    await queue.claim({ worker: "gone", kinds: ["test"], leaseMs: LEASE });
    await queue.releaseJobsOf("gone");
    const asked = { worker: "w", kinds: ["test"], leaseMs: LEASE };
    expect(await queue.claim({ ...asked, mostDeaths: 0 })).toBeNull();
    expect(await queue.claim({ ...asked, mostDeaths: 1 })).toMatchObject({ id: "a", deaths: 1 });
  });

  test("lets nobody end a job that another holds by now", async () => {
    await queue.enqueue(job("a"));
    const stalled = await claim({ worker: "stalled", leaseMs: 20 });
    await delay(40);
    const taken = await claim({ worker: "w" });
    await endInEveryWay(stalled);
    expect(await queue.isHeld(stalled)).toBe(false);
    expect(await queue.extendLease(stalled, LEASE)).toBe(false);
    expect(await queue.counts()).toEqual({ queued: 0, held: 1, completed: 0, buried: 0 });
    await queue.complete(taken);
    expect((await queue.counts()).completed).toBe(1);
  });

  test("tells a hold from a later one by the same worker", async () => {
    await queue.enqueue(job("a"));
    const first = await claim({ worker: "w" });
    await queue.release(first);
    const second = await claim({ worker: "w" });
    expect(second.attempt).toBe(first.attempt);
    await endInEveryWay(first);
    expect(await queue.isHeld(first)).toBe(false);
    expect(await queue.isHeld(second)).toBe(true);
  });

  test("does not give a worker what it holds, nor another of that group, when it stalled", async () => {
    await queue.enqueue(job("a", { group: "g" }));
    await queue.enqueue(job("b", { group: "g" }));
    const stalled = await claim({ worker: "w", leaseMs: 20 });
    await delay(40);
    expect(await claimIds(1)).toEqual([null]);
    expect(await queue.isHeld(stalled)).toBe(true);
    expect(await queue.extendLease(stalled, LEASE)).toBe(true);
    const other = { worker: "other", kinds: ["test"], leaseMs: LEASE };
    expect(await queue.claim(other)).toBeNull();
  });

  test("leaves a job with a holder that says it is still at it", async () => {
    await queue.enqueue(job("a"));
    await queue.extendLease(await claim({ worker: "busy", leaseMs: 30 }), LEASE);
    await delay(50);
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toBeNull();
    expect(await queue.holders()).toEqual(["busy"]);
  });

  test("gives back at once what a dead worker held", async () => {
    await queue.enqueue(job("a"));
    await queue.claim({ worker: "dead", kinds: ["test"], leaseMs: LEASE });
    await queue.releaseJobsOf("dead");
    expect(await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE })).toMatchObject({
      id: "a",
      attempt: 1,
      deaths: 1,
    });
  });

  test("tells which jobs are held, also by who may only have stalled", async () => {
    for (const id of ["a", "b", "c"]) await queue.enqueue(job(id));
    await claim({ worker: "w" });
    await claim({ worker: "silent", leaseMs: 20 });
    await delay(40);
    expect((await queue.heldIds()).toSorted()).toEqual(["a", "b"]);
  });

  test("keeps what it gave up, and counts by state", async () => {
    for (const id of ["a", "b", "c", "d"]) await queue.enqueue(job(id));
    await claimIds(3);
    await queue.bury(held("a"), "hopeless");
    await queue.complete(held("b"));
    expect(await queue.counts()).toEqual({ queued: 1, held: 1, completed: 1, buried: 1 });
  });

  test("forgets what was completed long ago", async () => {
    await queue.enqueue(job("a"));
    await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE });
    await queue.complete(held("a"));
    await queue.forgetCompleted(new Date(Date.now() + 1000));
    expect((await queue.counts()).completed).toBe(0);
  });

  test("never hands one job to two processes", async () => {
    const other = open(folder);
    for (let n = 0; n < 200; n += 1) await queue.enqueue(job(`job-${n}`));
    const claimed: string[] = [];
    const drain = async (from: Queue, worker: string) => {
      for (;;) {
        const next = await from.claim({ worker, kinds: ["test"], leaseMs: LEASE });
        if (next === null) return;
        claimed.push(next.id);
        await delay(0);
      }
    };
    await Promise.all([drain(queue, "one"), drain(other, "two")]);
    other.close();
    expect(claimed).toHaveLength(200);
    expect(new Set(claimed).size).toBe(200);
  });
});

test("the sqlite queue goes on with the table of an earlier version", async () => {
  const folder = await mkdtemp(join(tmpdir(), "berth-queue-"));
  const path = join(folder, "berth.db");
  const before = new DatabaseSync(path);
  before.exec(`
    CREATE TABLE jobs (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, job_group TEXT,
      priority INTEGER NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
      not_before INTEGER NOT NULL, holder TEXT, held_until INTEGER, last_error TEXT,
      enqueued_at INTEGER NOT NULL, completed_at INTEGER
    ) STRICT;
    INSERT INTO jobs (id, kind, payload, priority, state, not_before, enqueued_at)
    VALUES ('old', 'test', 'null', 0, 'queued', 0, 0);
  `);
  before.close();
  const queue = new SqliteQueue(path);
  const again = new SqliteQueue(path);
  const claimed = await queue.claim({ worker: "w", kinds: ["test"], leaseMs: LEASE });
  expect(claimed).toMatchObject({ id: "old", claim: 1, attempt: 1, deaths: 0 });
  expect(await again.holders()).toEqual(["w"]);
  queue.close();
  again.close();
  await rm(folder, { recursive: true });
});
