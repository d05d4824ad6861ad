import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestBerth } from "../fixtures/berth.ts";
import { until } from "../fixtures/until.ts";
import type { LocalRepository } from "../local-github/index.ts";

let berth: TestBerth;
let repository: LocalRepository;
let base: string;

const SHOW = "@codex run cat a.txt .codex/environment.yml; env | grep FROM";

beforeEach(async () => {
  berth = await TestBerth.start();
  repository = await berth.github.createRepository({ owner: "acme", name: "app" });
  repository.setPermission("ada", "write");
  base = await repository.commit({
    files: { "a.txt": "base\n", ".codex/environment.yml": "version: 1\nenv: {FROM: base}\n" },
  });
});

afterEach(() => berth.stop());

/** GitHub's times are in whole seconds: what is to be later must be so by more than one. */
async function later(): Promise<void> {
  await berth.github.settled();
  berth.github.advance(2000);
}

function ask(issue: number, body = SHOW): void {
  repository.comment({ issue, author: "ada", body });
}

async function reply(number: number): Promise<string> {
  const { login } = berth.github.app.bot;
  return until(
    () =>
      repository.issue(number).comments.find(({ author }) => author.login === login)?.body ?? null,
  );
}

async function answer(number: number): Promise<string> {
  await berth.answered();
  return repository.pullRequest(number).reviews[0]?.body ?? "";
}

describe("a pull request of the repository's own", () => {
  test("is worked on at its head, under the base branch's definition", async () => {
    const head = await repository.commit({ branch: "topic", files: { "a.txt": "topic\n" } });
    const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
    ask(number);
    expect(await answer(number)).toContain("topic\n");
    const [task] = await berth.tasks();
    expect(task).toMatchObject({ commit: head, definition: { commit: base, from: "base" } });
    expect(await answer(number)).toContain("FROM=base");
  });

  test("that changes .codex/ tries its own definition, and its own code in setup", async () => {
    const files = { ".codex/environment.yml": "version: 1\nenv: {FROM: head}\n" };
    const head = await repository.commit({ branch: "topic", files });
    const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
    ask(number);
    expect(await answer(number)).toContain("FROM=head");
    const [task] = await berth.tasks();
    expect(task?.definition).toEqual({ commit: head, from: "head" });
  });

  test("onto another branch than the default one has that branch's definition", async () => {
    const files = { ".codex/environment.yml": "version: 1\nenv: {FROM: next}\n" };
    const next = await repository.commit({ branch: "next", files });
    await repository.commit({ branch: "topic", parent: next, files: { "a.txt": "topic\n" } });
    const { number } = await repository.openPullRequest({
      head: "topic",
      base: "next",
      author: "ada",
    });
    ask(number);
    expect(await answer(number)).toContain("FROM=next");
  });

  test("is worked on at the head that was there when it was asked", async () => {
    const head = await repository.commit({ branch: "topic", files: { "a.txt": "seen\n" } });
    const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
    await later();
    await berth.stopWorker();
    ask(number);
    await repository.commit({ branch: "topic", files: { "a.txt": "pushed later\n" } });
    await berth.startWorker();
    expect(await answer(number)).toContain("seen\n");
    expect((await berth.tasks())[0]?.commit).toBe(head);
  });

  test("is worked on at a commit that is named", async () => {
    const first = await repository.commit({ branch: "topic", files: { "a.txt": "first\n" } });
    await repository.commit({ branch: "topic", files: { "a.txt": "second\n" } });
    const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
    ask(number, `@codex --commit ${first.slice(0, 9)} run cat a.txt`);
    expect(await answer(number)).toContain("first\n");
  });

  test("is not worked on at a commit that is not its own", async () => {
    const other = await repository.commit({ branch: "other", files: { "a.txt": "other\n" } });
    await repository.commit({ branch: "topic", files: { "a.txt": "topic\n" } });
    const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
    ask(number, `@codex --commit ${other} run cat a.txt`);
    expect(await reply(number)).toContain("This pull request has no commit");
    expect(await berth.tasks()).toEqual([]);
  });
});

describe("a pull request of a bot's", () => {
  test("that changes .codex/ has the base branch's definition all the same", async () => {
    const files = { ".codex/environment.yml": "version: 1\nenv: {FROM: bot}\n" };
    await repository.commit({ branch: "bump", files });
    const { number } = await repository.openPullRequest({
      head: "bump",
      author: "dependabot[bot]",
    });
    ask(number);
    expect(await answer(number)).toContain("FROM=base");
  });
});

describe("a pull request from a fork", () => {
  let fork: LocalRepository;
  let number: number;
  let head: string;

  beforeEach(async () => {
    fork = await repository.fork("mallory");
    head = await fork.commit({
      branch: "topic",
      author: "mallory",
      files: { "a.txt": "fork\n", ".codex/environment.yml": "version: 1\nenv: {FROM: fork}\n" },
    });
    ({ number } = await repository.openPullRequest({
      head: "topic",
      headRepository: fork,
      author: "mallory",
    }));
  });

  test("is worked on where its head was known, under the base branch's definition", async () => {
    await later();
    ask(number);
    expect(await answer(number)).toContain("FROM=base");
    expect(await answer(number)).toContain("fork\n");
  });

  test("is refused where its head moved after it was asked, and says how to ask again", async () => {
    await later();
    await berth.stopWorker();
    ask(number);
    const moved = await fork.commit({
      branch: "topic",
      author: "mallory",
      files: { "a.txt": "evil\n" },
    });
    await berth.startWorker();
    const told = await reply(number);
    expect(told).toContain(`moved from ${head} to ${moved} since you asked`);
    expect(told).toContain(`@codex --commit ${moved} run cat a.txt`);
    expect(await berth.tasks()).toEqual([]);
  });

  test("is refused where nobody told of its head, and is run at a commit that is named", async () => {
    ask(number);
    expect(await reply(number)).toContain("I do not know which commit you saw");
    ask(number, `@codex --commit ${head} run cat a.txt`);
    expect(await answer(number)).toContain("fork\n");
  });

  test("is not fooled by an old delivery that comes again", async () => {
    await later();
    const opened = berth.github.deliveries.find(({ event }) => event === "pull_request");
    const moved = await fork.commit({
      branch: "topic",
      author: "mallory",
      files: { "a.txt": "moved\n" },
    });
    await later();
    berth.github.redeliver(opened?.guid ?? "");
    await later();
    ask(number);
    await berth.answered();
    expect((await berth.tasks())[0]?.commit).toBe(moved);
  });
});

test("a branch that was deleted in between makes no difference while GitHub has the commit", async () => {
  await repository.commit({ branch: "topic", files: { "a.txt": "topic\n" } });
  const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
  await berth.stopWorker();
  ask(number);
  await repository.deleteBranch("topic");
  await berth.startWorker();
  const body = await answer(number);
  expect(body).toContain("topic\n");
});

test("a force-push while a task runs changes nothing of it, and its answer is posted", async () => {
  const head = await repository.commit({ branch: "topic", files: { "a.txt": "topic\n" } });
  const { number } = await repository.openPullRequest({ head: "topic", author: "ada" });
  ask(number, "@codex run sleep 2; echo more >> a.txt");
  await until(async () => ((await berth.tasks())[0]?.status === "running" ? true : null));
  await repository.commit({ branch: "topic", parent: base, files: { "a.txt": "other\n" } });
  await berth.answered();
  const { comments } = repository.issue(number);
  const texts = [...repository.pullRequest(number).reviews, ...comments].map(({ body }) => body);
  const answers = texts.filter((body) => body?.includes("changed 1 file"));
  expect(answers).toHaveLength(1);
  expect(answers[0]).toContain(head);
});
