import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;

const SHOP = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  shop.openIssue();
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

test("a reaction is there once, however often it is made", async () => {
  const comment = shop.comment({ issue: 1, author: "ann", body: "@codex help" });
  const target = { ...SHOP, comment_id: comment.id, content: "eyes" } as const;
  const first = await octokit.rest.reactions.createForIssueComment(target);
  const second = await octokit.rest.reactions.createForIssueComment(target);
  expect([first.status, second.status]).toEqual([201, 200]);
  expect(second.data.id).toBe(first.data.id);
  const { data } = await octokit.rest.reactions.listForIssueComment(target);
  expect(data).toMatchObject([{ content: "eyes", user: { login: github.app.bot.login } }]);
});

test("another person's same reaction is another one", async () => {
  const comment = shop.comment({ issue: 1, author: "ann", body: "@codex help" });
  shop.react(comment, "ann", "rocket");
  const target = { ...SHOP, comment_id: comment.id };
  const { status } = await octokit.rest.reactions.createForIssueComment({
    ...target,
    content: "rocket",
  });
  expect(status).toBe(201);
  const { data } = await octokit.rest.issues.getComment(target);
  expect(data.reactions).toMatchObject({ total_count: 2, rocket: 2, eyes: 0 });
});

test("a reaction that GitHub does not know is refused", async () => {
  const call = octokit.request("POST /repos/acme/shop/issues/1/reactions", { content: "thumbsup" });
  const { status, message } = await failureOf(call);
  expect(status).toBe(422);
  expect(message).toContain(`For 'properties/content', "thumbsup" is not a member of`);
  github.forgetViolations();
});

test("issues and review comments take reactions too, and give them back", async () => {
  await shop.commit({ files: { a: "1\n" } });
  await shop.commit({ branch: "topic", files: { a: "2\n" } });
  const { number } = await shop.openPullRequest({ head: "topic", author: "ann" });
  const comment = await shop.reviewComment({
    pullRequest: number,
    author: "ben",
    path: "a",
    line: 1,
    body: "Hm.",
  });
  const onComment = { ...SHOP, comment_id: comment.id };
  const { data } = await octokit.rest.reactions.createForPullRequestReviewComment({
    ...onComment,
    content: "heart",
  });
  await octokit.rest.reactions.deleteForPullRequestComment({ ...onComment, reaction_id: data.id });
  expect(comment.reactions).toEqual([]);
  const onIssue = { ...SHOP, issue_number: number };
  await octokit.rest.reactions.createForIssue({ ...onIssue, content: "+1" });
  const listed = await octokit.rest.reactions.listForIssue({ ...onIssue, content: "+1" });
  expect(listed.data).toHaveLength(1);
});

test("an app cannot take back somebody else's reaction", async () => {
  const reaction = shop.react(shop.issue(1), "ann", "laugh");
  const call = octokit.rest.reactions.deleteForIssue({
    ...SHOP,
    issue_number: 1,
    reaction_id: reaction.id,
  });
  expect(await failureOf(call)).toMatchObject({ status: 404 });
});
