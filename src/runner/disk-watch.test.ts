import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeEngine } from "../engine/fake/fake-engine.ts";
import { DiskWatch } from "./disk-watch.ts";

const LIMIT = 1000;

let engine: FakeEngine;
let written: number;
let stops: number;
let watch: DiskWatch;

beforeEach(() => {
  vi.useFakeTimers();
  engine = new FakeEngine();
  written = 0;
  stops = 0;
  const usage = { memoryBytes: 0, peakMemoryBytes: 0, pids: 1 };
  vi.spyOn(engine, "usage").mockImplementation(() =>
    Promise.resolve({ ...usage, diskBytes: written }),
  );
  vi.spyOn(engine, "stopContainer").mockImplementation(() => {
    stops += 1;
    return Promise.resolve();
  });
  watch = new DiskWatch(engine, "container", LIMIT);
  watch.start();
});

afterEach(async () => {
  await watch.pause();
  vi.useRealTimers();
});

test("ends a container that is over its limit, and not one that is under it", async () => {
  written = LIMIT;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stops).toBe(0);
  written = LIMIT + 1;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stops).toBe(1);
  expect(watch.overLimit).toBe(true);
});

test("lets a container that is started again write as much once more, and ends it then", async () => {
  written = LIMIT + 1;
  await vi.advanceTimersByTimeAsync(10_000);
  watch.start();
  expect(watch.overLimit).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stops).toBe(1);
  written = 2 * LIMIT + 1;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(stops).toBe(2);
});

test("tries again where the engine could not end the container", async () => {
  vi.spyOn(engine, "stopContainer").mockRejectedValueOnce(new Error("no answer"));
  written = LIMIT + 1;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(watch.overLimit).toBe(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(watch.overLimit).toBe(true);
});

test("is at rest once it is paused, also where it was just measuring", async () => {
  let measured: () => void = () => {};
  const usage = { memoryBytes: 0, peakMemoryBytes: 0, pids: 1, diskBytes: LIMIT + 1 };
  vi.spyOn(engine, "usage").mockReturnValueOnce(
    new Promise((resolve) => {
      measured = () => resolve(usage);
    }),
  );
  await vi.advanceTimersByTimeAsync(2_000);
  const paused = watch.pause();
  measured();
  await paused;
  expect(stops).toBe(1);
  expect(watch.overLimit).toBe(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stops).toBe(1);
});

test("sees what was written last, when it is asked to look", async () => {
  await watch.pause();
  written = LIMIT + 1;
  await watch.measure();
  expect(watch.overLimit).toBe(true);
  expect(stops).toBe(0);
});
