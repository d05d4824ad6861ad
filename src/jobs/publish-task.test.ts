import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeRepository, fakeGithub } from "../../test/fixtures/fake-github.ts";
import { newTask, taskResult } from "../../test/fixtures/new-task.ts";
import { silentLog } from "../log.ts";
import type { ClaimedJob } from "../queue/queue.ts";
import { SqlStore } from "../store/sql/sql-store.ts";
import type { Task } from "../task/task.ts";
import { PUBLISH_TASK, publishTaskJob } from "./publish-task.ts";

let github: FakeRepository;
let store: SqlStore;
let task: Task;
let job: ClaimedJob;

beforeEach(async () => {
  github = new FakeRepository();
  store = await SqlStore.open(":memory:");
  ({ task } = await store.tasks.create(newTask()));
  await store.tasks.finish(task.id, taskResult({ outcome: "unchanged", diff: null }));
  const payload = { taskId: task.id };
  job = { id: "1", claim: 1, kind: PUBLISH_TASK, payload, attempt: 1, deaths: 0, lastError: null };
});

afterEach(() => store.close());

function handler() {
  return publishTaskJob({ github: fakeGithub(github), store, handle: "codex", log: silentLog });
}

function texts(): string[] {
  return github.comments.map(({ body }) => body.split("\n").slice(1).join("\n"));
}

test("says once, in one sentence, that a result could not be posted", async () => {
  await handler().giveUp(job, "GitHub did not take it");
  await handler().giveUp(job, "GitHub did not take it");
  expect(texts()).toEqual([
    `I could not post the whole result of the task \`${task.id}\`. It is kept on this server: please tell its operator.`,
  ]);
});

test("gives a result up in silence where that sentence cannot be posted either", async () => {
  github.commentFailures.push(new Error("GitHub is down"), { detail: "locked" });
  await handler().giveUp(job, "GitHub is down");
  await handler().giveUp(job, "the issue is locked");
  expect(texts()).toEqual([]);
});

test("says nothing where the result was posted after all", async () => {
  await store.tasks.recordPublished(task.id, "https://github.test/");
  await handler().giveUp(job, "its worker died");
  expect(texts()).toEqual([]);
});
