import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TransientError } from "../errors.ts";
import { silentLog } from "../log.ts";
import type { NewJob } from "./queue.ts";
import { SqliteQueue } from "./sqlite/sqlite-queue.ts";
import { newWorkerId, Worker, type JobHandler, type WorkerOptions } from "./worker.ts";

let queue: SqliteQueue;
let stopAll: (() => Promise<void>)[];

beforeEach(() => {
  queue = new SqliteQueue(":memory:");
  stopAll = [];
});

afterEach(async () => {
  for (const stop of stopAll) await stop();
  queue.close();
});

function handler(change: Partial<JobHandler>): JobHandler {
  return {
    maxAttempts: 2,
    maxTransientAttempts: 4,
    run: () => Promise.resolve(),
    giveUp: () => Promise.resolve(),
    ...change,
  };
}

function start(change: Partial<JobHandler>, options: Partial<WorkerOptions> = {}): Worker {
  const worker = new Worker({
    id: newWorkerId(),
    queue,
    handlers: { work: handler(change) },
    concurrency: 2,
    log: silentLog,
    pollMs: 5,
    backoffMs: () => 1,
    ...options,
  });
  const done = worker.run();
  stopAll.push(() => {
    worker.stop();
    return done;
  });
  return worker;
}

async function enqueue(id: string, change: Partial<NewJob> = {}): Promise<void> {
  await queue.enqueue({ id, kind: "work", payload: null, group: null, priority: 0, ...change });
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 500; waited += 1) {
    if (await condition()) return;
    await delay(5);
  }
  throw new Error("What was waited for did not happen.");
}

const settled = async () => {
  const { queued, held } = await queue.counts();
  return queued + held === 0;
};

test("does a job and completes it", async () => {
  const done: string[] = [];
  start({ run: async (job) => void done.push(job.id) });
  await enqueue("a");
  await until(settled);
  expect(done).toEqual(["a"]);
  expect((await queue.counts()).completed).toBe(1);
});

test("does several at once, up to its number", async () => {
  let now = 0;
  let most = 0;
  const run = async () => {
    now += 1;
    most = Math.max(most, now);
    await delay(20);
    now -= 1;
  };
  start({ run }, { concurrency: 3 });
  for (let n = 0; n < 9; n += 1) await enqueue(`job-${n}`);
  await until(settled);
  expect(most).toBe(3);
});

test("tries a failed job again, then gives it up and says so", async () => {
  const attempts: number[] = [];
  const given: string[] = [];
  start({
    run: (job) => {
      attempts.push(job.attempt);
      return Promise.reject(new Error("it broke"));
    },
    giveUp: async (job, error) => void given.push(`${job.id}: ${error}`),
  });
  await enqueue("a");
  await until(settled);
  expect(attempts).toEqual([1, 2]);
  expect(given).toEqual(["a: it broke"]);
  expect((await queue.counts()).buried).toBe(1);
});

test("is more patient with what fails outside, and waits as long as it is asked to", async () => {
  const times: number[] = [];
  start({
    run: () => {
      times.push(performance.now());
      return Promise.reject(new TransientError("busy", { retryAfterMs: 60 }));
    },
  });
  await enqueue("a");
  await until(settled);
  expect(times).toHaveLength(4);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...waits)).toBeGreaterThan(50);
});

test("gives up a job whose holders died each time, without running it once more", async () => {
  let runs = 0;
  const given: string[] = [];
  await enqueue("deadly");
  for (let n = 0; n < 4; n += 1) {
    await queue.claim({ worker: "gone", kinds: ["work"], leaseMs: 60_000 });
    await queue.releaseJobsOf("gone");
  }
  start({
    run: async () => void (runs += 1),
    giveUp: async (job) => void given.push(job.id),
  });
  await until(settled);
  expect(runs).toBe(0);
  expect(given).toEqual(["deadly"]);
});

test("takes over at once what a dead worker of this machine held", async () => {
  await enqueue("a");
  // Process numbers end at four million.
  const dead = `${hostname()} 99999999 abcd`;
  await queue.claim({ worker: dead, kinds: ["work"], leaseMs: 600_000 });
  start({});
  await until(settled);
  expect((await queue.counts()).completed).toBe(1);
});

test("leaves what a worker of another machine holds", async () => {
  await enqueue("a");
  await queue.claim({ worker: "elsewhere 1 abcd", kinds: ["work"], leaseMs: 600_000 });
  start({});
  await delay(50);
  expect((await queue.counts()).held).toBe(1);
});

test("keeps a long job by extending its lease", async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    await delay(200);
  };
  start({ run }, { leaseMs: 60 });
  start({ run }, { leaseMs: 60 });
  await enqueue("long");
  await until(settled);
  expect(runs).toBe(1);
});

test("tells a job to end when it is stopped, and gives it back untouched", async () => {
  const worker = start({
    run: (_job, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("told to stop")));
      }),
  });
  await enqueue("a");
  await until(async () => (await queue.counts()).held === 1);
  worker.stop();
  await until(async () => (await queue.counts()).queued === 1);
  expect(await queue.claim({ worker: "next", kinds: ["work"], leaseMs: 1000 })).toMatchObject({
    attempt: 1,
  });
});

test("leaves jobs of other kinds to others", async () => {
  start({});
  await enqueue("other", { kind: "something else" });
  await delay(50);
  expect((await queue.counts()).queued).toBe(1);
});
