import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeRepository } from "../../test/fixtures/fake-github.ts";
import { newTask, taskResult } from "../../test/fixtures/new-task.ts";
import { SqlStore } from "../store/sql/sql-store.ts";
import type { Task } from "../task/task.ts";
import { publishFailure, publishTask } from "./publish-task.ts";

const RESULT = taskResult({ outcome: "unchanged", diff: null });

let store: SqlStore;
let task: Task;

beforeEach(async () => {
  store = await SqlStore.open(":memory:");
  const thread = { kind: "issue", number: 1 } as const;
  ({ task } = await store.tasks.create(newTask({ thread })));
});

afterEach(() => store.close());

test("finds what it has posted before, also where GitHub's clock is behind ours", async () => {
  const github = new FakeRepository();
  github.clockAheadMs = -60 * 60_000;
  const publication = { task, result: RESULT, phases: [], handle: "codex" };
  const url = await publishTask(github, publication);
  expect(await publishTask(github, publication)).toBe(url);
  expect(github.comments).toHaveLength(1);
});

test("does not take the sentence that a result is missing for the result", async () => {
  const github = new FakeRepository();
  const publication = { task, result: RESULT, phases: [], handle: "codex" };
  await publishFailure(github, task);
  await publishTask(github, publication);
  expect(github.comments).toHaveLength(2);
});
