import { afterEach, beforeEach, expect, test } from "vitest";
import { TestBerth } from "../fixtures/berth.ts";
import {
  primaryRateLimit,
  secondaryRateLimit,
  type LocalRepository,
} from "../local-github/index.ts";

let berth: TestBerth;
let repository: LocalRepository;
let pull: number;

const REVIEWS = /\/pulls\/\d+\/reviews$/;

beforeEach(async () => {
  berth = await TestBerth.start();
  repository = await berth.github.createRepository({ owner: "acme", name: "app", private: true });
  repository.setPermission("ada", "write");
  await repository.commit({ files: { "a.txt": "one\ntwo\n" } });
  await repository.commit({ branch: "topic", files: { "a.txt": "one\nTWO\n" } });
  ({ number: pull } = await repository.openPullRequest({ head: "topic", author: "ada" }));
});

afterEach(() => berth.stop());

async function answers(): Promise<readonly string[]> {
  repository.comment({ issue: pull, author: "ada", body: "@codex run sed -i s/TWO/2/ a.txt" });
  await berth.answered();
  return repository.pullRequest(pull).reviews.map(({ body }) => body);
}

test.each([
  ["500s", () => berth.github.fail({ method: "POST", path: REVIEWS, times: 2, status: 500 })],
  [
    "cut connections",
    () => berth.github.fail({ method: "POST", path: REVIEWS, times: 2, reset: true }),
  ],
  [
    "a secondary rate limit",
    () => berth.github.fail(secondaryRateLimit({ method: "POST", path: REVIEWS }, 1)),
  ],
  [
    "a primary rate limit",
    () =>
      berth.github.fail(
        primaryRateLimit({ method: "POST", path: REVIEWS }, new Date(Date.now() + 2000)),
      ),
  ],
] as const)("a review is posted once, through %s", async (_what, arrange) => {
  arrange();
  const reviews = await answers();
  expect(reviews).toHaveLength(1);
  expect(reviews[0]).toContain("changed 1 file");
});

test("a review that was posted while its answer was lost is not posted again", async () => {
  berth.github.fail({ method: "POST", path: REVIEWS, times: 1, afterHandling: true });
  expect(await answers()).toHaveLength(1);
});

test("a review that GitHub finds fault with is posted without its suggestions", async () => {
  berth.github.fail({
    method: "POST",
    path: REVIEWS,
    times: 1,
    status: 422,
    body: { message: "Unprocessable Entity", errors: ["Line could not be resolved"] },
  });
  const [body, ...others] = await answers();
  expect(others).toEqual([]);
  expect(body).toContain("+2\n");
  expect(body).not.toContain("can be committed from the suggestions below");
  expect(repository.pullRequest(pull).reviews[0]?.comments).toEqual([]);
});

test("a review that GitHub does not take at all becomes a comment", async () => {
  berth.github.fail({
    method: "POST",
    path: REVIEWS,
    times: 2,
    status: 422,
    body: { message: "Validation Failed" },
  });
  expect(await answers()).toEqual([]);
  const { login } = berth.github.app.bot;
  const own = repository.issue(pull).comments.filter(({ author }) => author.login === login);
  expect(own).toHaveLength(1);
  expect(own[0]?.body).toContain("changed 1 file");
});

test("a fetch that fails is tried again, and the task is answered", async () => {
  berth.github.fail({ path: /git-upload-pack/, times: 1, status: 500 });
  const [body] = await answers();
  expect(body).toContain("changed 1 file");
  expect(body).toContain("An earlier run of this task was cut short");
});

test("a diff larger than a comment goes on in further ones, each of them once", async () => {
  berth.github.fail({ method: "POST", path: /\/comments$/, times: 1, afterHandling: true });
  const body = "@codex run seq 1 30000 > numbers.txt";
  repository.comment({ issue: pull, author: "ada", body });
  await berth.answered();
  const { login } = berth.github.app.bot;
  const further = repository.issue(pull).comments.filter(({ author }) => author.login === login);
  const parts = further.map((comment) => comment.body.split("\n")[0]);
  expect(parts.length).toBeGreaterThan(1);
  expect(new Set(parts).size).toBe(parts.length);
  expect(further.every((comment) => comment.body.length <= 65_536)).toBe(true);
});
