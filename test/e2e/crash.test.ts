import { afterEach, beforeEach, expect, test } from "vitest";
import { BerthProcess } from "../fixtures/berth-process.ts";
import { openEngineDoor } from "../fixtures/engine-outage.ts";
import { until } from "../fixtures/until.ts";
import type { LocalRepository } from "../local-github/index.ts";

let berth: BerthProcess;
let repository: LocalRepository;
let pull: number;

async function start(environment: Record<string, string> = {}): Promise<void> {
  berth = await BerthProcess.start(environment);
  repository = await berth.github.createRepository({ owner: "acme", name: "app", private: true });
  repository.setPermission("ada", "write");
  await repository.commit({
    files: {
      "a.txt": "one\n",
      ".codex/environment.yml": "version: 1\nsetup: sleep 1\n",
    },
  });
  await repository.commit({ branch: "topic", files: { "a.txt": "two\n" } });
  ({ number: pull } = await repository.openPullRequest({ head: "topic", author: "ada" }));
}

beforeEach(() => start());

afterEach(() => berth.stop());

function ask(): void {
  repository.comment({ issue: pull, author: "ada", body: "@codex run sleep 1; echo x >> a.txt" });
}

async function taskIs(status: string): Promise<void> {
  await until(async () => {
    const [task] = await berth.store.tasks.list({ limit: 1 });
    return task?.status === status ? true : null;
  });
}

async function inPhase(phase: string): Promise<void> {
  await until(async () => {
    const [task] = await berth.store.tasks.list({ limit: 1 });
    if (task === undefined) return null;
    const events = await berth.store.workLogs.read(task.id, { after: 0, limit: 1000 });
    return events.some((event) => event.type === "phase.started" && event.phase === phase)
      ? true
      : null;
  });
}

async function answered(): Promise<string> {
  await until(async () => {
    const [task] = await berth.store.tasks.list({ limit: 1 });
    if (task === undefined) return null;
    return berth.store.tasks.publishedUrl(task.id);
  }, 90_000);
  const { reviews } = repository.pullRequest(pull);
  expect(reviews).toHaveLength(1);
  expect(await berth.containers()).toBe(0);
  return reviews[0]?.body ?? "";
}

test.each(["fetch", "checkout", "setup", "start", "agent"])(
  "killed in the phase %s, it begins the task again and answers once",
  async (phase) => {
    ask();
    await inPhase(phase);
    await berth.kill();
    await berth.serve();
    const body = await answered();
    expect(body).toContain("changed 1 file");
    expect(body).toContain("An earlier run of this task was cut short");
  },
);

test("killed right after a delivery was taken, it does not forget it", async () => {
  await berth.github.settled();
  ask();
  await berth.github.settled();
  await berth.kill();
  await berth.serve();
  expect(await answered()).toContain("changed 1 file");
});

test("killed while the review is posted, it posts it once", async () => {
  berth.github.fail({ method: "POST", path: /\/reviews$/, afterHandling: true, delayMs: 0 });
  ask();
  await taskIs("completed");
  await until(() => (repository.pullRequest(pull).reviews.length > 0 ? true : null));
  await berth.kill();
  await berth.serve();
  expect(await answered()).toContain("changed 1 file");
});

test("a worker that is killed is replaced, and its task is begun again", async () => {
  ask();
  await inPhase("agent");
  process.kill(berth.workerPid(), "SIGKILL");
  expect(await answered()).toContain("An earlier run of this task was cut short");
  expect(berth.log.join("\n")).toContain("the worker died; the next one starts");
});

test("an engine that goes away in the middle of a task is waited for", async () => {
  await berth.stop();
  const door = await openEngineDoor();
  try {
    await start({ DOCKER_HOST: `unix://${door.socketPath}` });
    ask();
    await inPhase("agent");
    await door.close();
    // As often as a fault of ours would be put up with, and once more.
    await until(() => {
      const failures = berth.log.filter((line) => line.includes("a job failed"));
      return failures.length > 3 ? true : null;
    });
    expect(berth.log.join("\n")).toContain("The Docker engine does not answer");
    await door.open();
    expect(await answered()).toContain("An earlier run of this task was cut short");
  } finally {
    await door.close();
  }
});

test("asked to stop, it gives its task back and leaves no container", async () => {
  ask();
  await inPhase("agent");
  await berth.terminate();
  expect(await berth.containers()).toBe(0);
  const [task] = await berth.store.tasks.list({ limit: 1 });
  expect(task?.outcome).toBeNull();
  await berth.serve();
  expect(await answered()).toContain("changed 1 file");
});
