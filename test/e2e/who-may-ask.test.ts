import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TestBerth } from "../fixtures/berth.ts";
import { until } from "../fixtures/until.ts";
import type { LocalRepository } from "../local-github/index.ts";

let berth: TestBerth;
let repository: LocalRepository;
let issue: number;

beforeEach(async () => {
  berth = await TestBerth.start();
  repository = await berth.github.createRepository({ owner: "acme", name: "app" });
  repository.setPermission("ada", "write");
  await repository.commit({ files: { "a.txt": "one\n" } });
  issue = repository.openIssue({ author: "ada", body: "an issue" }).number;
});

afterEach(() => berth.stop());

function replies(): string[] {
  const { login } = berth.github.app.bot;
  const own = repository.issue(issue).comments.filter(({ author }) => author.login === login);
  return own.map(({ body }) => body.split("\n").slice(1).join("\n"));
}

function firstReply(): Promise<string> {
  return until(() => replies()[0] ?? null);
}

/** Waits until every job that the deliveries so far have made is done with. */
async function quiet(): Promise<void> {
  await berth.github.settled();
  await until(async () => ((await berth.openJobs()) === 0 ? true : null));
}

test.each(["admin", "maintain", "write"] as const)("who may %s may ask", async (role) => {
  repository.setPermission("grace", role);
  repository.comment({ issue, author: "grace", body: "@codex run true" });
  expect((await berth.answered())[0]?.requestedBy).toBe("grace");
});

test.each(["triage", "read", null] as const)(
  "who has the role %s may not, and is told in one line",
  async (role) => {
    repository.setPermission("mallory", role);
    repository.comment({ issue, author: "mallory", body: "@codex run true" });
    expect(await firstReply()).toBe(
      "Sorry `mallory`, only people with write access to this repository can ask me.",
    );
    expect(await berth.tasks()).toEqual([]);
    expect(await berth.containers()).toBe(0);
  },
);

test("a hundred mentions by somebody without rights get one reply and no container", async () => {
  for (let n = 0; n < 100; n += 1) {
    repository.comment({ issue, author: "mallory", body: `@codex run echo ${n}` });
  }
  await quiet();
  expect(replies()).toHaveLength(1);
  expect(await berth.tasks()).toEqual([]);
});

test("bots and edited comments do not call it", async () => {
  repository.comment({ issue, author: "dependabot[bot]", body: "@codex run true" });
  const comment = repository.comment({ issue, author: "ada", body: "nothing" });
  repository.editComment(comment, "@codex run true");
  await quiet();
  expect(await berth.tasks()).toEqual([]);
  expect(replies()).toEqual([]);
});

test("a mention in a quote, in code or in a link is somebody else's", async () => {
  for (const body of ["> @codex run true", "`@codex run true`", "```\n@codex run true\n```"]) {
    repository.comment({ issue, author: "ada", body });
  }
  await quiet();
  expect(await berth.tasks()).toEqual([]);
});

test("GitHub that does not tell the permission means no, once it was asked again", async () => {
  const path = /\/collaborators\/ada\/permission/;
  berth.github.fail({ path, times: 2, status: 500 });
  repository.comment({ issue, author: "ada", body: "@codex run true" });
  await berth.answered();
  const asked = berth.github.requests.filter((request) => path.test(request.path));
  expect(asked.map(({ status }) => status)).toEqual([500, 500, 200]);
});

describe("what is not understood is answered", () => {
  test.each([
    ["@codex help", "What I can do here:"],
    ["@codex", "What I can do here:"],
    ["@codex rnu", "I do not know `rnu`. Did you mean `run`?"],
    ["@codex run", "There is no `COMMAND` behind `run`"],
    [
      "@codex --comit 1234567 run x",
      "I do not know the option `--comit`. Did you mean `--commit`?",
    ],
    ["@codex run --commit", "The option `--commit` needs a value"],
    ["@codex please mend the tests", "I cannot work on free text yet, only run a command"],
    ["@codex run echo\u{3000}x", "a character that cannot be seen (`U+3000`)"],
    ["@codex --commit 1234567 run x", "`1234567`"],
  ])("%s", async (body, answer) => {
    repository.comment({ issue, author: "ada", body });
    expect(await firstReply()).toContain(answer);
    expect(await berth.tasks()).toEqual([]);
  });
});

test("a mention in an empty repository is answered", async () => {
  const empty = await berth.github.createRepository({ owner: "acme", name: "empty" });
  empty.setPermission("ada", "write");
  const { number } = empty.openIssue({ author: "ada", body: "@codex run true" });
  const [reply] = await until(() => {
    const { comments } = empty.issue(number);
    return comments.length > 0 ? comments : null;
  });
  expect(reply?.body).toContain("This repository has no commit yet");
});

test("the handle can be another one", async () => {
  await berth.stop();
  berth = await TestBerth.start({ environment: { BERTH_HANDLE: "robot" } });
  repository = await berth.github.createRepository({ owner: "acme", name: "app" });
  repository.setPermission("ada", "write");
  await repository.commit({ files: { "a.txt": "one\n" } });
  issue = repository.openIssue({ author: "ada", body: "@codex run true" }).number;
  repository.comment({ issue, author: "ada", body: "@Robot run echo yes" });
  const tasks = await berth.answered();
  expect(tasks.map(({ prompt }) => prompt)).toEqual(["echo yes"]);
});
