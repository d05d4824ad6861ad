import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { silentLog } from "../log.ts";
import { until } from "../../test/fixtures/until.ts";
import { WorkerSupervisor } from "./worker-supervisor.ts";

let supervisor: WorkerSupervisor;
let started: ChildProcess[];

/** A supervisor of workers that are this script. */
function supervise(script: string, program = process.execPath): void {
  started = [];
  supervisor = new WorkerSupervisor({
    log: silentLog,
    startWorker: () => {
      const stdio: StdioOptions = ["ignore", "ignore", "ignore", "ipc"];
      const child = spawn(program, ["--eval", script], { stdio });
      started.push(child);
      return child;
    },
  });
  supervisor.start();
}

afterEach(() => supervisor.stop());

const WORKS = 'process.send("working"); setInterval(() => {}, 1000)';

function isWorking(): true | null {
  try {
    supervisor.checkWorking();
    return true;
  } catch {
    return null;
  }
}

test("a worker counts once it says that it works, and no longer when it has died", async () => {
  supervise(WORKS);
  expect(() => supervisor.checkWorking()).toThrow("no worker is running; the log says why");
  await until(isWorking);
  started[0]?.kill("SIGKILL");
  await until(() => (isWorking() === null ? true : null));
  await until(isWorking);
  expect(started).toHaveLength(2);
});

test("workers that die before they work never count", async () => {
  supervise("process.exit(1)");
  await until(() => (started.length > 1 ? true : null));
  expect(isWorking()).toBe(null);
});

test("a program that cannot be started is tried again", async () => {
  supervise("", "/nowhere/node");
  await until(() => (started.length > 1 ? true : null));
  expect(isWorking()).toBe(null);
});

test("a stop does not wait for the pause before the next worker", async () => {
  supervise("process.exit(1)");
  // Now comes a pause of 0.8 seconds.
  await until(() => (started[2]?.exitCode === 1 ? true : null));
  const late = delay(500, "late", { ref: false });
  expect(await Promise.race([supervisor.stop(), late])).not.toBe("late");
  const { length } = started;
  await delay(50);
  expect(started).toHaveLength(length);
});
