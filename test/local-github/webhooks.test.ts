import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { octokitOfInstallation, receiveWebhooks, type Receiver } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let receiver: Receiver;

beforeAll(async () => {
  github = await startLocalGithub({ app: { webhookSecret: "s3cret" } });
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  await shop.commit({ files: { "README.md": "# shop\n" } });
  shop.openIssue({ author: "ann", title: "It is broken" });
});

afterAll(() => github.stop());

beforeEach(async () => {
  receiver = await receiveWebhooks();
  github.setWebhookUrl(receiver.url);
});

afterEach(() => receiver[Symbol.asyncDispose]());

function lastPayload(): Record<string, unknown> {
  return JSON.parse(receiver.received.at(-1)?.body ?? "{}");
}

function events(): (string | undefined)[] {
  return receiver.received.map(({ headers, body }) => {
    const { action }: { action?: string } = JSON.parse(body);
    return [headers["x-github-event"], action].filter((word) => word !== undefined).join(".");
  });
}

describe("a webhook", () => {
  test("is signed with the app's secret over the very bytes of its body", async () => {
    shop.comment({ issue: 1, author: "ann", body: "@codex fix it, please — ünïcode too" });
    await github.settled();
    const [received] = receiver.received;
    const signature = createHmac("sha256", "s3cret").update(received?.body ?? "");
    expect(received?.headers["x-hub-signature-256"]).toBe(`sha256=${signature.digest("hex")}`);
  });

  test("says what it is in its headers", async () => {
    shop.comment({ issue: 1, author: "ann", body: "hello" });
    await github.settled();
    const headers = receiver.received[0]?.headers;
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "x-github-event": "issue_comment",
      "x-github-hook-installation-target-id": String(github.app.id),
    });
    expect(headers?.["user-agent"]).toMatch(/^GitHub-Hookshot\//);
    expect(headers?.["x-github-delivery"]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("carries the repository, the sender, the organisation and the installation", async () => {
    shop.comment({ issue: 1, author: "ann", body: "hello" });
    await github.settled();
    expect(lastPayload()).toMatchObject({
      action: "created",
      comment: { body: "hello", user: { login: "ann", type: "User" } },
      issue: { number: 1, title: "It is broken" },
      repository: { id: shop.id, full_name: "acme/shop" },
      organization: { login: "acme" },
      sender: { login: "ann" },
      installation: { id: github.installations[0]?.id },
    });
  });

  test("is not sent where the app is not installed", async () => {
    const other = await github.createRepository({ owner: "zoe", name: "x", installed: false });
    other.openIssue();
    await github.settled();
    expect(receiver.received).toHaveLength(0);
  });

  test("is not sent for what was done quietly", async () => {
    shop.comment({ issue: 1, author: "ann", body: "psst", deliver: false });
    await github.settled();
    expect(receiver.received).toHaveLength(0);
  });

  test("is sent to the app for what the app does, with its bot as the sender", async () => {
    const octokit = octokitOfInstallation(github);
    const target = { owner: "acme", repo: "shop", issue_number: 1 };
    await octokit.rest.issues.createComment({ ...target, body: "Working on it." });
    await github.settled();
    expect(lastPayload()).toMatchObject({
      sender: { login: github.app.bot.login, type: "Bot" },
      comment: { performed_via_github_app: { id: github.app.id } },
    });
  });
});

describe("what people do", () => {
  test("comes as the events that GitHub sends for it", async () => {
    const comment = shop.comment({ issue: 1, author: "ann", body: "one" });
    shop.editComment(comment, "two");
    shop.deleteComment(comment);
    shop.openIssue({ title: "Another" });
    await shop.close(2);
    await shop.reopen(2);
    await github.settled();
    expect(events()).toEqual([
      "issue_comment.created",
      "issue_comment.edited",
      "issue_comment.deleted",
      "issues.opened",
      "issues.closed",
      "issues.reopened",
    ]);
  });

  test("says in an edit what was there before", async () => {
    const comment = shop.comment({ issue: 1, author: "ann", body: "one" });
    shop.editComment(comment, "two", { by: "ben" });
    await github.settled();
    expect(lastPayload()).toMatchObject({
      changes: { body: { from: "one" } },
      comment: { body: "two" },
      sender: { login: "ben" },
    });
  });

  test("on a pull request comes with heads before and after", async () => {
    const first = await shop.commit({ branch: "topic", files: { a: "1\n" } });
    const { number } = await shop.openPullRequest({ head: "topic", author: "ann" });
    const second = await shop.commit({ branch: "topic", files: { a: "2\n" } });
    await github.settled();
    expect(events()).toEqual(["push", "pull_request.opened", "push", "pull_request.synchronize"]);
    expect(lastPayload()).toMatchObject({
      number,
      before: first,
      after: second,
      pull_request: { head: { sha: second, ref: "topic" }, commits: 2, changed_files: 1 },
    });
    const push: unknown = JSON.parse(receiver.received[2]?.body ?? "{}");
    expect(push).toMatchObject({
      ref: "refs/heads/topic",
      before: first,
      after: second,
      created: false,
      forced: false,
      commits: [{ id: second, modified: ["a"] }],
    });
  });

  test("with force is told as forced, and a branch that goes closes its pull request", async () => {
    await shop.commit({ branch: "gone", files: { b: "1\n" } });
    await shop.openPullRequest({ head: "gone" });
    await github.settled();
    receiver.received.length = 0;
    const main = await shop.tip("main");
    await shop.commit({ branch: "gone", parent: main, files: { b: "2\n" } });
    await shop.deleteBranch("gone");
    await github.settled();
    expect(events()).toEqual(["push", "pull_request.synchronize", "push", "pull_request.closed"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "{}")).toMatchObject({ forced: true });
    expect(JSON.parse(receiver.received[2]?.body ?? "{}")).toMatchObject({ deleted: true });
  });

  test("in a merge comes as a push and a closed pull request that is merged", async () => {
    await shop.commit({ branch: "good", files: { c: "1\n" } });
    const { number } = await shop.openPullRequest({ head: "good" });
    const merged = await shop.merge(number, { by: "ann" });
    await github.settled();
    expect(lastPayload()).toMatchObject({
      action: "closed",
      pull_request: { merged: true, merge_commit_sha: merged, merged_by: { login: "ann" } },
    });
    expect(await shop.tip("main")).toBe(merged);
  });

  test("in a review comes as the review and each of its comments", async () => {
    await shop.commit({ branch: "review", files: { d: "1\n2\n" } });
    const { number } = await shop.openPullRequest({ head: "review", author: "ann" });
    await github.settled();
    receiver.received.length = 0;
    await shop.submitReview({
      pullRequest: number,
      author: "ben",
      event: "REQUEST_CHANGES",
      body: "Not yet.",
      comments: [{ path: "d", line: 1, body: "Why?" }],
    });
    await github.settled();
    expect(events()).toEqual([
      "pull_request_review.submitted",
      "pull_request_review_comment.created",
    ]);
    expect(JSON.parse(receiver.received[0]?.body ?? "{}")).toMatchObject({
      review: { state: "changes_requested", body: "Not yet.", user: { login: "ben" } },
    });
  });

  test("on a check comes as a request to run it again", async () => {
    const octokit = octokitOfInstallation(github);
    const head_sha = await shop.tip("main");
    await octokit.rest.checks.create({ owner: "acme", repo: "shop", name: "env", head_sha });
    const run = shop.state.checkRuns[0];
    if (!run) throw new Error("no check run");
    shop.rerunCheck(run, { by: "ann" });
    await github.settled();
    expect(events()).toEqual(["check_run.created", "check_run.rerequested"]);
  });

  test("with the app comes as an installation, and as a ping", async () => {
    github.install({ owner: "initech", repositories: "all" });
    github.ping();
    await github.settled();
    expect(events()).toEqual(["installation.created", "ping"]);
    expect(JSON.parse(receiver.received[0]?.body ?? "{}")).toMatchObject({
      installation: { account: { login: "initech" }, repository_selection: "all" },
    });
  });
});

describe("on the way", () => {
  test("events can be held back, and come in another order", async () => {
    github.holdDeliveries();
    shop.comment({ issue: 1, author: "ann", body: "first" });
    shop.comment({ issue: 1, author: "ann", body: "second" });
    await github.settled();
    expect(receiver.received).toHaveLength(0);
    expect(github.heldDeliveries).toHaveLength(2);
    await github.releaseDeliveries((held) => held.toReversed());
    const bodies = receiver.received.map(({ body }) => JSON.parse(body).comment.body);
    expect(bodies).toEqual(["second", "first"]);
  });

  test("an event can come twice under one guid", async () => {
    github.duplicateDeliveries(2);
    shop.comment({ issue: 1, author: "ann", body: "twice" });
    github.duplicateDeliveries(1);
    await github.settled();
    const guids = receiver.received.map(({ headers }) => headers["x-github-delivery"]);
    expect(guids).toHaveLength(2);
    expect(new Set(guids).size).toBe(1);
  });

  test("an app that does not answer in time is given up", async () => {
    receiver.silent = true;
    await using hasty = await startLocalGithub({ webhookTimeoutMs: 100 });
    const repository = await hasty.createRepository({ owner: "acme", name: "shop" });
    hasty.setWebhookUrl(receiver.url);
    repository.openIssue({ title: "Anybody?" });
    await hasty.settled();
    expect(hasty.deliveries.at(-1)).toMatchObject({ statusCode: 504, status: "timed out" });
  });

  test("an app that is not there is told apart from one that refuses", async () => {
    receiver.status = 500;
    shop.comment({ issue: 1, author: "ann", body: "hello" });
    await github.settled();
    expect(github.deliveries.at(-1)).toMatchObject({ statusCode: 500 });
    github.setWebhookUrl("http://127.0.0.1:1/");
    shop.comment({ issue: 1, author: "ann", body: "hello?" });
    await github.settled();
    expect(github.deliveries.at(-1)).toMatchObject({
      statusCode: 502,
      status: "failed to connect to host",
    });
  });
});
