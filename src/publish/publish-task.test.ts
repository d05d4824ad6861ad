import { expect, test } from "vitest";
import { FakeRepository } from "../../test/fixtures/fake-github.ts";
import type { TaskResult } from "../store/store.ts";
import type { Task } from "../task/task.ts";
import { publishFailure, publishTask } from "./publish-task.ts";

const COMMIT = "a".repeat(40);

function newTask(): Task {
  const now = new Date().toISOString();
  return {
    id: `task_e_${"1".repeat(32)}`,
    repository: { id: 1, owner: "acme", name: "app" },
    installationId: 1,
    environmentId: `env_${"1".repeat(32)}`,
    environmentLabel: "acme/app",
    thread: { kind: "issue", number: 1 },
    prompt: "true",
    title: "true",
    commit: COMMIT,
    definition: { commit: COMMIT, from: "base" },
    requestedBy: "ada",
    status: "completed",
    outcome: "unchanged",
    startedFrom: "cold",
    failure: null,
    notices: [],
    createdAt: now,
    updatedAt: now,
  };
}

const RESULT: TaskResult = {
  outcome: "unchanged",
  startedFrom: "cold",
  failure: null,
  notices: [],
  outputs: [],
  diff: null,
};

test("finds what it has posted before, also where GitHub's clock is behind ours", async () => {
  const github = new FakeRepository();
  github.clockAheadMs = -60 * 60_000;
  const publication = { task: newTask(), result: RESULT, phases: [], handle: "codex" };
  const url = await publishTask(github, publication);
  expect(await publishTask(github, publication)).toBe(url);
  expect(github.comments).toHaveLength(1);
});

test("does not take the sentence that a result is missing for the result", async () => {
  const github = new FakeRepository();
  const publication = { task: newTask(), result: RESULT, phases: [], handle: "codex" };
  await publishFailure(github, publication.task);
  await publishTask(github, publication);
  expect(github.comments).toHaveLength(2);
});
