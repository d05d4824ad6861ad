import { afterEach, beforeEach, expect, test } from "vitest";
import { TestBerth } from "../fixtures/berth.ts";
import type { LocalRepository } from "../local-github/index.ts";

let berth: TestBerth;
let repository: LocalRepository;
let pull: number;
let head: string;

beforeEach(async () => {
  berth = await TestBerth.start();
  repository = await berth.github.createRepository({ owner: "acme", name: "app", private: true });
  repository.setPermission("ada", "write");
  await repository.commit({ files: { "a.txt": "one\ntwo\nthree\n", "b.txt": "b\n" } });
  head = await repository.commit({ branch: "topic", files: { "a.txt": "one\nTWO\nthree\n" } });
  ({ number: pull } = await repository.openPullRequest({ head: "topic", author: "ada" }));
});

afterEach(() => berth.stop());

test("on a pull request it becomes a review on the commit, with suggestions, diff and work log", async () => {
  const body = "Please @codex run sed -i s/TWO/2/ a.txt && echo more >> b.txt";
  const comment = repository.comment({ issue: pull, author: "ada", body });
  const [task] = await berth.answered();
  expect(task).toMatchObject({ outcome: "changed", commit: head, requestedBy: "ada" });
  expect(comment.reactions.map(({ content }) => content)).toEqual(["eyes"]);
  const { reviews } = repository.pullRequest(pull);
  expect(reviews).toHaveLength(1);
  const [review] = reviews;
  expect(review).toMatchObject({ state: "COMMENTED", commit: head });
  expect(review?.body).toContain(
    "`sed -i s/TWO/2/ a.txt && echo more >> b.txt` changed 2 files (+2 −1).",
  );
  expect(review?.body).toContain("1 change can be committed from the suggestions below.");
  expect(review?.body).toContain("-TWO\n+2\n");
  expect(review?.body).toContain("<summary>Work log:");
  expect(review?.comments).toMatchObject([
    { place: { path: "a.txt", line: 2, side: "RIGHT" }, body: "```suggestion\n2\n```" },
  ]);
  expect(await berth.containers()).toBe(0);
});

test("on an issue it becomes a comment, made on the default branch", async () => {
  const { number } = repository.openIssue({ author: "ada", body: "@codex run echo x > new.txt" });
  const [task] = await berth.answered();
  expect(task).toMatchObject({ outcome: "changed", commit: await repository.tip("main") });
  const { comments, reactions } = repository.issue(number);
  expect(reactions.map(({ content }) => content)).toEqual(["eyes"]);
  expect(comments).toHaveLength(1);
  expect(comments[0]?.body).toContain("changed 1 file (+1 −0)");
});

test("in a review, and in a comment on a line, it is heard as well", async () => {
  await repository.submitReview({ pullRequest: pull, author: "ada", body: "@codex run true" });
  await repository.reviewComment({
    pullRequest: pull,
    author: "ada",
    body: "@codex run cat a.txt",
    path: "a.txt",
    line: 2,
  });
  const tasks = await berth.answered(2);
  expect(tasks.map(({ prompt }) => prompt).toSorted()).toEqual(["cat a.txt", "true"]);
  const bodies = repository.pullRequest(pull).reviews.map(({ body }) => body);
  expect(bodies.filter((body) => body.includes("changed nothing"))).toHaveLength(2);
});

test("an unchanged tree gets a short answer with the command's output", async () => {
  repository.comment({ issue: pull, author: "ada", body: "@codex run cat a.txt" });
  await berth.answered();
  const [review] = repository.pullRequest(pull).reviews;
  expect(review?.body).toContain("`cat a.txt` changed nothing.");
  expect(review?.body).toContain("one\nTWO\nthree");
  expect(review?.comments).toEqual([]);
});

test("a command that fails is shown with its exit code, and what it changed", async () => {
  const body = "@codex run echo x >> a.txt; echo 'no such thing' >&2; exit 3";
  repository.comment({ issue: pull, author: "ada", body });
  const [task] = await berth.answered();
  expect(task?.outcome).toBe("agent-failed");
  const [review] = repository.pullRequest(pull).reviews;
  expect(review?.body).toContain("exit code 3");
  expect(review?.body).toContain("no such thing");
  expect(review?.body).toContain("+x\n");
});

test.each([
  [
    "@codex run cat a.txt\necho two",
    "Only the line behind `run` was run, not what stands below it",
  ],
  ["@codex run cat a.txt\n\n@codex run echo two", "Only what the first mention asks for was run"],
])("what is left alone of a comment is said: %j", async (body, notice) => {
  repository.comment({ issue: pull, author: "ada", body });
  expect(await berth.answered()).toHaveLength(1);
  const [review] = repository.pullRequest(pull).reviews;
  expect(review?.body.replaceAll("\\", "")).toContain(notice);
});

test("text that a command prints cannot ping, embed or break out of its fence", async () => {
  const hostile = "@everyone ![](http://evil.test/x) ```` </details> <img src=x> <!-- berth:x -->";
  const body = `@codex run echo '${hostile}' | tee '@everyone \`x\` <img>.md'`;
  repository.comment({ issue: pull, author: "ada", body });
  await berth.answered();
  const [review] = repository.pullRequest(pull).reviews;
  const outsideFences = review?.body.replaceAll(/^(`{3,})[^`\n]*\n[\s\S]*?^\1$/gm, "") ?? "";
  const outsideCode = outsideFences.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
  expect(outsideCode).not.toContain("@everyone");
  expect(outsideCode).not.toContain("<img");
  expect(outsideCode).not.toContain("evil.test");
});

test("two mentions on one pull request are worked on one after the other", async () => {
  repository.comment({ issue: pull, author: "ada", body: "@codex run sleep 1; echo first" });
  repository.comment({ issue: pull, author: "ada", body: "@codex run echo second" });
  const tasks = await berth.answered(2);
  const spans = await Promise.all(
    tasks.map(async ({ id }) => {
      const phases = await berth.store.tasks.phases(id);
      const starts = phases.map(({ startedAt }) => Date.parse(startedAt));
      const last = phases.at(-1);
      return { start: Math.min(...starts), end: (starts.at(-1) ?? 0) + (last?.ms ?? 0) };
    }),
  );
  const [earlier, later] = spans.toSorted((a, b) => a.start - b.start);
  expect(later?.start).toBeGreaterThanOrEqual((earlier?.end ?? 0) - 5);
});

test("a hundred mentions at once are all answered, once each", async () => {
  const numbers = Array.from(
    { length: 100 },
    (_, n) => repository.openIssue({ author: "ada", title: `Issue ${n}`, deliver: false }).number,
  );
  for (const issue of numbers) {
    repository.comment({ issue, author: "ada", body: `@codex run echo ${issue}` });
  }
  await berth.answered(100, 200_000);
  const answers = numbers.map((number) => repository.issue(number).comments.slice(1));
  expect(answers.every((comments) => comments.length === 1)).toBe(true);
  expect(await berth.containers()).toBe(0);
});
