import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeRepository, fakeGithub } from "../../test/fixtures/fake-github.ts";
import { TestRepository } from "../../test/fixtures/git-repository.ts";
import { newTask } from "../../test/fixtures/new-task.ts";
import { CommandAgent } from "../agent/command/command-agent.ts";
import { FakeEngine } from "../engine/fake/fake-engine.ts";
import { Mirrors } from "../git/mirrors.ts";
import { silentLog } from "../log.ts";
import type { ClaimedJob } from "../queue/queue.ts";
import { SqliteQueue } from "../queue/sqlite/sqlite-queue.ts";
import { SqlStore } from "../store/sql/sql-store.ts";
import type { Task } from "../task/task.ts";
import { RUN_TASK, runTaskJob } from "./run-task.ts";

// Refused in the first phase, before there is a container.
const DEFINITION = "version: 1\nsecrets: [TOKEN]\n";

let folder: string;
let repository: TestRepository;
let github: FakeRepository;
let store: SqlStore;
let queue: SqliteQueue;
let task: Task;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-run-task-"));
  const made = await TestRepository.create({ ".codex/environment.yml": DEFINITION });
  repository = made.repository;
  const { commit } = made;
  const today = new Date().toISOString().slice(0, 10);
  repository.git("update-ref", `refs/berth/${today}/${commit}`, commit);
  await symlink(repository.gitDir, join(folder, "1.git"));
  github = new FakeRepository();
  store = await SqlStore.open(":memory:");
  queue = new SqliteQueue(":memory:");
  const definition = { commit, from: "base" } as const;
  const repositoryRef = { id: 1, owner: "acme", name: "app" };
  ({ task } = await store.tasks.create(newTask({ repository: repositoryRef, commit, definition })));
});

afterEach(async () => {
  queue.close();
  await store.close();
  await repository.remove();
  await rm(folder, { recursive: true });
});

async function claim(worker: string): Promise<ClaimedJob> {
  const job = await queue.claim({ worker, kinds: [RUN_TASK], leaseMs: 60_000 });
  if (job === null) throw new Error("Expected a job that is due, found none.");
  return job;
}

async function enqueue(): Promise<void> {
  const payload = { taskId: task.id };
  await queue.enqueue({ id: `${RUN_TASK}:1`, kind: RUN_TASK, payload, group: null, priority: 0 });
}

function handler(engine: FakeEngine) {
  return runTaskJob({
    engine,
    agent: new CommandAgent(),
    mirrors: new Mirrors(folder),
    github: fakeGithub(github),
    store,
    queue,
    settings: { serverId: "server", defaultImage: "image.test/base:1", allowedImages: null },
    log: silentLog,
  });
}

async function run(): Promise<void> {
  await enqueue();
  await handler(new FakeEngine()).run(await claim("ours"), new AbortController().signal);
}

test("writes down how a task ended, and hands it on", async () => {
  await run();
  expect((await store.tasks.get(task.id))?.outcome).toBe("refused");
  expect((await queue.counts()).queued).toBe(1);
});

test("says nothing of a task that another worker has taken over meanwhile", async () => {
  github.onDetails = async () => {
    await queue.releaseJobsOf("ours");
    await claim("theirs");
  };
  await expect(run()).rejects.toThrow("Another worker runs this task by now.");
  expect((await store.tasks.get(task.id))?.outcome).toBeNull();
  expect((await queue.counts()).queued).toBe(0);
});

test("leaves alone what looks left over once another worker has the task", async () => {
  await enqueue();
  const ours = await claim("ours");
  await queue.releaseJobsOf("ours");
  await claim("theirs");
  const engine = new FakeEngine();
  engine.addImage("i");
  await engine.createContainer({
    image: "i",
    labels: { berth: "server", "berth.task": task.id },
    command: ["sleep"],
    network: "none",
    limits: { cpus: 1, memoryBytes: 1, pids: 1, diskBytes: 1 },
  });
  await expect(handler(engine).run(ours, new AbortController().signal)).rejects.toThrow(
    "Another worker",
  );
  expect(engine.containers.size).toBe(1);
});

test("says it where what it gave up for is an engine that does not come back", async () => {
  await enqueue();
  const engine = new FakeEngine();
  engine.unavailable = true;
  await handler(engine).giveUp(await claim("ours"), "no answer");
  expect(await store.tasks.get(task.id)).toMatchObject({
    outcome: "broken",
    failure: { what: "The container engine of this server does not answer, and was waited for." },
  });
});

test("keeps what else was wrong with it to itself", async () => {
  await enqueue();
  await handler(new FakeEngine()).giveUp(await claim("ours"), "a secret path");
  expect(await store.tasks.get(task.id)).toMatchObject({ outcome: "broken", failure: null });
});
