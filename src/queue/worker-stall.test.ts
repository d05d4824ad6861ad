import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newWorkerId } from "./worker-id.ts";
import { until } from "../../test/fixtures/until.ts";
import { WorkerGround } from "../../test/fixtures/worker-ground.ts";

let ground: WorkerGround;

beforeEach(() => {
  ground = new WorkerGround();
});

afterEach(() => ground.stop());

/** As when the machine sleeps: nothing of this process runs, and the clock goes on. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test("does not take its own job again after a stall longer than the lease", async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    await delay(20);
    stall(150);
    await delay(50);
  };
  ground.start({ run }, { leaseMs: 60 });
  await ground.enqueue("long");
  await until(ground.settled);
  expect(runs).toBe(1);
  expect((await ground.queue.counts()).completed).toBe(1);
});

async function takenOver(id: string): Promise<void> {
  await until(async () => (await ground.queue.counts()).held === 1);
  await ground.queue.releaseJobsOf(id);
  const taken = await ground.queue.claim({ worker: "other 1 a", kinds: ["work"], leaseMs: 60_000 });
  expect(taken).not.toBeNull();
}

test("ends a job that another has taken over, and leaves its outcome to that one", async () => {
  const given: string[] = [];
  let ended = false;
  const id = newWorkerId();
  ground.start(
    {
      maxAttempts: 1,
      run: (_job, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            ended = true;
            reject(new Error("told to end"));
          });
        }),
      giveUp: async (job) => void given.push(job.id),
    },
    { id, leaseMs: 60 },
  );
  await ground.enqueue("a");
  await takenOver(id);
  await until(() => ended);
  await delay(30);
  expect(given).toEqual([]);
  expect(await ground.queue.counts()).toMatchObject({ held: 1, queued: 0, buried: 0 });
});

test("does not give up a job that another has taken over, before it has heard of that", async () => {
  const given: string[] = [];
  let fail = () => {};
  const id = newWorkerId();
  ground.start(
    {
      maxAttempts: 1,
      run: () => new Promise((_, reject) => (fail = () => reject(new Error("it broke")))),
      giveUp: async (job) => void given.push(job.id),
    },
    { id },
  );
  await ground.enqueue("a");
  await takenOver(id);
  fail();
  await delay(30);
  expect(given).toEqual([]);
  expect(await ground.queue.counts()).toMatchObject({ held: 1, queued: 0, buried: 0 });
});

test("does a job once where the queue cannot be told of its end at first", async () => {
  let runs = 0;
  vi.spyOn(ground.queue, "complete").mockRejectedValueOnce(new Error("the disk is full"));
  ground.start({ run: async () => void (runs += 1) });
  await ground.enqueue("a");
  await until(ground.settled);
  expect(runs).toBe(1);
  expect((await ground.queue.counts()).completed).toBe(1);
});
