import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TransientError } from "../errors.ts";
import { until } from "../../test/fixtures/until.ts";
import { WorkerGround } from "../../test/fixtures/worker-ground.ts";

let ground: WorkerGround;

beforeEach(() => {
  ground = new WorkerGround();
});

afterEach(() => ground.stop());

test("does a job and completes it", async () => {
  const done: string[] = [];
  ground.start({ run: async (job) => void done.push(job.id) });
  await ground.enqueue("a");
  await until(ground.settled);
  expect(done).toEqual(["a"]);
  expect((await ground.queue.counts()).completed).toBe(1);
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
  ground.start({ run }, { concurrency: 3 });
  for (let n = 0; n < 9; n += 1) await ground.enqueue(`job-${n}`);
  await until(ground.settled);
  expect(most).toBe(3);
});

test("tries a failed job again, then gives it up and says so", async () => {
  const attempts: number[] = [];
  const given: string[] = [];
  ground.start({
    run: (job) => {
      attempts.push(job.attempt);
      return Promise.reject(new Error("it broke"));
    },
    giveUp: async (job, error) => void given.push(`${job.id}: ${error}`),
  });
  await ground.enqueue("a");
  await until(ground.settled);
  expect(attempts).toEqual([1, 2]);
  expect(given).toEqual(["a: it broke"]);
  expect((await ground.queue.counts()).buried).toBe(1);
});

test("is more patient with what fails outside, and waits as long as it is asked to", async () => {
  const times: number[] = [];
  ground.start({
    run: () => {
      times.push(performance.now());
      return Promise.reject(new TransientError("busy", { retryAfterMs: 60 }));
    },
  });
  await ground.enqueue("a");
  await until(ground.settled);
  expect(times).toHaveLength(4);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(Math.min(...waits)).toBeGreaterThan(50);
});

test("gives up a job whose holders died each time, without running it once more", async () => {
  let runs = 0;
  const given: string[] = [];
  await ground.enqueue("deadly");
  for (let n = 0; n < 10; n += 1) {
    await ground.queue.claim({ worker: "gone", kinds: ["work"], leaseMs: 60_000 });
    await ground.queue.releaseJobsOf("gone");
  }
  ground.start({
    run: async () => void (runs += 1),
    giveUp: async (job) => void given.push(job.id),
  });
  await until(ground.settled);
  expect(runs).toBe(0);
  expect(given).toEqual(["deadly"]);
});

test("runs a job whose holders have died a few times by itself", async () => {
  const running = new Set<string>();
  const together: string[] = [];
  const run = async ({ id }: { readonly id: string }) => {
    running.add(id);
    together.push([...running].toSorted().join());
    await delay(30);
    running.delete(id);
  };
  await ground.enqueue("suspect");
  for (let n = 0; n < 3; n += 1) {
    await ground.queue.claim({ worker: "gone", kinds: ["work"], leaseMs: 60_000 });
    await ground.queue.releaseJobsOf("gone");
  }
  for (const id of ["a", "b", "c"]) await ground.enqueue(id);
  ground.start({ run }, { concurrency: 3 });
  await until(ground.settled);
  expect(together.filter((ids) => ids.includes("suspect"))).toEqual(["suspect"]);
  expect(together).toContain("a,b,c");
});

test("takes over at once what a dead worker of this machine held", async () => {
  await ground.enqueue("a");
  // Process numbers end at four million.
  const dead = `${hostname()} 99999999 abcd`;
  await ground.queue.claim({ worker: dead, kinds: ["work"], leaseMs: 600_000 });
  ground.start({});
  await until(ground.settled);
  expect((await ground.queue.counts()).completed).toBe(1);
});

test("leaves what a worker of another machine holds", async () => {
  await ground.enqueue("a");
  await ground.queue.claim({ worker: "elsewhere 1 abcd", kinds: ["work"], leaseMs: 600_000 });
  ground.start({});
  await delay(50);
  expect((await ground.queue.counts()).held).toBe(1);
});

test("keeps a long job by extending its lease", async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    await delay(900);
  };
  ground.start({ run }, { leaseMs: 400 });
  ground.start({ run }, { leaseMs: 400 });
  await ground.enqueue("long");
  await until(ground.settled);
  expect(runs).toBe(1);
});

test("tells a job to end when it is stopped, and gives it back untouched", async () => {
  const worker = ground.start({
    run: (_job, signal) =>
      new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("told to stop")));
      }),
  });
  await ground.enqueue("a");
  await until(async () => (await ground.queue.counts()).held === 1);
  worker.stop();
  await until(async () => (await ground.queue.counts()).queued === 1);
  expect(
    await ground.queue.claim({ worker: "next", kinds: ["work"], leaseMs: 1000 }),
  ).toMatchObject({
    attempt: 1,
  });
});

test("leaves jobs of other kinds to others", async () => {
  ground.start({});
  await ground.enqueue("other", { kind: "something else" });
  await delay(50);
  expect((await ground.queue.counts()).queued).toBe(1);
});

test("tries again to give a job up where that fails, and buries it in the end", async () => {
  let tries = 0;
  ground.start({
    run: () => Promise.reject(new Error("it broke")),
    giveUp: () => {
      tries += 1;
      return Promise.reject(new Error("nobody could be told"));
    },
  });
  await ground.enqueue("a");
  await until(ground.settled);
  expect(tries).toBeGreaterThan(1);
  expect((await ground.queue.counts()).buried).toBe(1);
});
