import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;
let pull: { owner: string; repo: string; pull_number: number };
let count = 0;

const LINES = Array.from({ length: 60 }, (_, line) => `line ${line + 1}\n`);

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  await shop.commit({ files: { "a.txt": LINES.join(""), "b.txt": "b\n" } });
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

/** Changes line 10, takes line 40 away, so that there are two hunks: 7 to 13 and 37 to 42. */
beforeEach(async () => {
  count += 1;
  const changed = LINES.join("").replace("line 10\n", "LINE 10\n").replace("line 40\n", "");
  const branch = `topic-${count}`;
  await shop.commit({ branch, parent: await shop.tip("main"), files: { "a.txt": changed } });
  const { number } = await shop.openPullRequest({ head: branch, author: "ann" });
  pull = { owner: "acme", repo: "shop", pull_number: number };
});

interface Place {
  readonly path: string;
  readonly line?: number;
  readonly side?: "LEFT" | "RIGHT";
  readonly start_line?: number;
  readonly start_side?: "LEFT" | "RIGHT";
  readonly position?: number;
}

function reviewAt(place: Place): ReturnType<Octokit["rest"]["pulls"]["createReview"]> {
  const comments = [{ body: "Look here.", ...place }];
  return octokit.rest.pulls.createReview({ ...pull, event: "COMMENT", comments });
}

describe("a review", () => {
  test("is there with its comments, under addresses of its own", async () => {
    const { data } = await octokit.rest.pulls.createReview({
      ...pull,
      event: "COMMENT",
      body: "All in all good.",
      comments: [{ path: "a.txt", line: 10, body: "Loud." }],
    });
    const page = `${github.url}/acme/shop/pull/${pull.pull_number}`;
    expect(data).toMatchObject({
      state: "COMMENTED",
      body: "All in all good.",
      commit_id: shop.pullRequest(pull.pull_number).head.sha,
      html_url: `${page}#pullrequestreview-${data.id}`,
      user: { login: github.app.bot.login },
    });
    const { data: comments } = await octokit.rest.pulls.listReviewComments(pull);
    expect(comments).toMatchObject([
      {
        path: "a.txt",
        line: 10,
        side: "RIGHT",
        pull_request_review_id: data.id,
        html_url: `${page}#discussion_r${comments[0]?.id}`,
      },
    ]);
    expect(comments[0]?.diff_hunk).toMatch(/^@@ -7,7 \+7,7 @@[^]*-line 10\n\+LINE 10$/);
    const ofReview = await octokit.rest.pulls.listCommentsForReview({
      ...pull,
      review_id: data.id,
    });
    expect(ofReview.data.map(({ id }) => id)).toEqual([comments[0]?.id]);
  });

  test("is pinned to a commit of the pull request", async () => {
    const commit_id = await shop.tip("main");
    const call = octokit.rest.pulls.createReview({
      ...pull,
      commit_id,
      event: "COMMENT",
      body: "x",
    });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "Unprocessable Entity",
      errors: ["The commitOID is not part of the pull request"],
    });
  });

  test("may be of an earlier commit, and its comments are outdated when the file has changed", async () => {
    const { head } = shop.pullRequest(pull.pull_number);
    const commit_id = head.sha;
    await shop.commit({ branch: head.ref, files: { "a.txt": "all new\n" } });
    const comments = [{ path: "a.txt", line: 10, body: "Was here." }];
    await octokit.rest.pulls.createReview({ ...pull, commit_id, event: "COMMENT", comments });
    const { data } = await octokit.rest.pulls.listReviewComments(pull);
    expect(data).toMatchObject([
      { line: null, position: null, original_line: 10, original_commit_id: commit_id },
    ]);
  });

  test("that says nothing is refused", async () => {
    const call = octokit.rest.pulls.createReview({ ...pull, event: "COMMENT" });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
  });

  test("of more than 65,536 characters is refused, and of just as many is not", async () => {
    const body = "é".repeat(65_536);
    const call = octokit.rest.pulls.createReview({ ...pull, event: "COMMENT", body: `${body}!` });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      errors: ["Body is too long (maximum is 65536 characters)"],
    });
    await expect(
      octokit.rest.pulls.createReview({ ...pull, event: "COMMENT", body }),
    ).resolves.toMatchObject({ status: 200 });
  });

  test("by the author of the pull request can neither approve nor request changes", async () => {
    await shop.commit({ branch: `own-${count}`, files: { own: `${count}\n` } });
    const { data } = await octokit.rest.pulls.create({
      owner: "acme",
      repo: "shop",
      title: "Own",
      head: `own-${count}`,
      base: "main",
    });
    const own = { ...pull, pull_number: data.number, body: "Fine." };
    expect(
      await failureOf(octokit.rest.pulls.createReview({ ...own, event: "APPROVE" })),
    ).toMatchObject({ status: 422, errors: ["Can not approve your own pull request"] });
    expect(
      await failureOf(octokit.rest.pulls.createReview({ ...own, event: "REQUEST_CHANGES" })),
    ).toMatchObject({ status: 422 });
  });

  test("of somebody else can be both", async () => {
    const { data } = await octokit.rest.pulls.createReview({ ...pull, event: "APPROVE" });
    expect(data.state).toBe("APPROVED");
  });
});

describe("a comment's place", () => {
  test.each<[string, Place, object]>([
    ["a line that was added", { path: "a.txt", line: 10 }, { line: 10, side: "RIGHT" }],
    ["a line that was taken away", { path: "a.txt", line: 40, side: "LEFT" }, { side: "LEFT" }],
    ["a line around a change", { path: "a.txt", line: 13 }, { line: 13 }],
    ["several lines", { path: "a.txt", start_line: 8, line: 12 }, { start_line: 8, line: 12 }],
    ["a position", { path: "a.txt", position: 5 }, { line: 10, position: 5 }],
  ])("may be %s", async (_, place, expected) => {
    await reviewAt(place);
    const { data } = await octokit.rest.pulls.listReviewComments(pull);
    expect(data).toMatchObject([expected]);
  });

  test.each<[string, Place, string]>([
    ["a line outside the hunks", { path: "a.txt", line: 25 }, "Line could not be resolved"],
    ["a line beyond the file", { path: "a.txt", line: 999 }, "Line could not be resolved"],
    ["no line", { path: "a.txt" }, "Line could not be resolved"],
    ["a file that did not change", { path: "b.txt", line: 1 }, "Path could not be resolved"],
    ["a file that is not there", { path: "c.txt", line: 1 }, "Path could not be resolved"],
    [
      "a start after the end",
      { path: "a.txt", start_line: 12, line: 10 },
      "Pull request review thread start line must precede the end line.",
    ],
    [
      "a start that is the end",
      { path: "a.txt", start_line: 10, line: 10 },
      "Pull request review thread start line must precede the end line.",
    ],
    [
      "a start in another hunk",
      { path: "a.txt", start_line: 10, line: 38 },
      "Pull request review thread start line must be part of the same hunk as the line.",
    ],
  ])("may not be %s", async (_, place, sentence) => {
    expect(await failureOf(reviewAt(place))).toMatchObject({
      status: 422,
      message: "Unprocessable Entity",
      errors: [sentence],
    });
  });

  test("that is wrong takes the whole review with it", async () => {
    const comments = [
      { path: "a.txt", line: 10, body: "Right." },
      { path: "a.txt", line: 25, body: "Wrong." },
    ];
    await failureOf(octokit.rest.pulls.createReview({ ...pull, event: "COMMENT", comments }));
    expect((await octokit.rest.pulls.listReviews(pull)).data).toEqual([]);
    expect((await octokit.rest.pulls.listReviewComments(pull)).data).toEqual([]);
  });

  test("in a single comment is answered field by field", async () => {
    const commit_id = shop.pullRequest(pull.pull_number).head.sha;
    const call = octokit.rest.pulls.createReviewComment({
      ...pull,
      commit_id,
      path: "a.txt",
      line: 25,
      body: "Here?",
    });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "Validation Failed",
      errors: [{ field: "pull_request_review_thread.line", code: "custom" }],
    });
  });
});

describe("a pending review", () => {
  test("is one for each person, seen by nobody else, and told once it is submitted", async () => {
    const { data } = await octokit.rest.pulls.createReview({ ...pull, body: "Soon." });
    expect(data.state).toBe("PENDING");
    expect(data).not.toHaveProperty("submitted_at");
    const second = octokit.rest.pulls.createReview({ ...pull, body: "Me too." });
    expect(await failureOf(second)).toMatchObject({
      errors: ["User can only have one pending review per pull request"],
    });
    const review = { ...pull, review_id: data.id };
    const submitted = await octokit.rest.pulls.submitReview({ ...review, event: "COMMENT" });
    expect(submitted.data).toMatchObject({ state: "COMMENTED", body: "Soon." });
  });

  test("can be deleted, and a submitted one cannot", async () => {
    const { data } = await octokit.rest.pulls.createReview({ ...pull, body: "Never mind." });
    const review = { ...pull, review_id: data.id };
    await octokit.rest.pulls.deletePendingReview(review);
    expect(await failureOf(octokit.rest.pulls.getReview(review))).toMatchObject({ status: 404 });
    const other = await octokit.rest.pulls.createReview({ ...pull, event: "APPROVE" });
    const call = octokit.rest.pulls.deletePendingReview({ ...pull, review_id: other.data.id });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
  });
});

describe("a review comment", () => {
  test("is answered in its thread, and an answer is not answered", async () => {
    const comment = await shop.reviewComment({
      pullRequest: pull.pull_number,
      author: "ben",
      path: "a.txt",
      line: 10,
      body: "@codex why?",
    });
    const { data } = await octokit.rest.pulls.createReplyForReviewComment({
      ...pull,
      comment_id: comment.id,
      body: "Because.",
    });
    expect(data).toMatchObject({ in_reply_to_id: comment.id, line: 10, path: "a.txt" });
    const call = octokit.rest.pulls.createReplyForReviewComment({
      ...pull,
      comment_id: data.id,
      body: "And because.",
    });
    expect(await failureOf(call)).toMatchObject({ status: 404 });
  });

  test("can be changed and deleted", async () => {
    await reviewAt({ path: "a.txt", line: 10 });
    const { data } = await octokit.rest.pulls.listReviewComments(pull);
    const comment = { owner: "acme", repo: "shop", comment_id: data[0]?.id ?? 0 };
    const changed = await octokit.rest.pulls.updateReviewComment({ ...comment, body: "Better." });
    expect(changed.data.body).toBe("Better.");
    await octokit.rest.pulls.deleteReviewComment(comment);
    expect(await failureOf(octokit.rest.pulls.getReviewComment(comment))).toMatchObject({
      status: 404,
    });
  });
});
