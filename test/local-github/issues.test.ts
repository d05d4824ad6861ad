import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;

const SHOP = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

describe("an issue", () => {
  test("is opened, read, changed and closed", async () => {
    const { data } = await octokit.rest.issues.create({ ...SHOP, title: "Broken", body: "Very." });
    const issue = { ...SHOP, issue_number: data.number };
    expect(data.html_url).toBe(`${github.url}/acme/shop/issues/${data.number}`);
    await octokit.rest.issues.update({ ...issue, title: "Mended", state: "closed" });
    const after = await octokit.rest.issues.get(issue);
    expect(after.data).toMatchObject({
      title: "Mended",
      body: "Very.",
      state: "closed",
      closed_by: { login: github.app.bot.login },
    });
  });

  test("that is not there is not found", async () => {
    const call = octokit.rest.issues.get({ ...SHOP, issue_number: 404 });
    expect(await failureOf(call)).toMatchObject({ status: 404, message: "Not Found" });
  });

  test("of more than 65,536 characters is refused", async () => {
    const call = octokit.rest.issues.create({ ...SHOP, title: "Long", body: "x".repeat(65_537) });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "Validation Failed",
      errors: [{ field: "body", message: "body is too long (maximum is 65536 characters)" }],
    });
  });
});

describe("a comment", () => {
  test("is written, changed and deleted", async () => {
    const { number } = shop.openIssue();
    const { data } = await octokit.rest.issues.createComment({
      ...SHOP,
      issue_number: number,
      body: "Working.",
    });
    expect(data.html_url).toBe(`${github.url}/acme/shop/issues/${number}#issuecomment-${data.id}`);
    const comment = { ...SHOP, comment_id: data.id };
    await octokit.rest.issues.updateComment({ ...comment, body: "Done." });
    expect((await octokit.rest.issues.getComment(comment)).data.body).toBe("Done.");
    await octokit.rest.issues.deleteComment(comment);
    expect(await failureOf(octokit.rest.issues.getComment(comment))).toMatchObject({ status: 404 });
    expect(shop.issue(number).comments).toEqual([]);
  });

  test("of more than 65,536 characters is refused, whether new or changed", async () => {
    const { number } = shop.openIssue();
    const body = "😀".repeat(65_536);
    const { data } = await octokit.rest.issues.createComment({
      ...SHOP,
      issue_number: number,
      body,
    });
    const calls = [
      octokit.rest.issues.createComment({ ...SHOP, issue_number: number, body: `${body}!` }),
      octokit.rest.issues.updateComment({ ...SHOP, comment_id: data.id, body: `${body}!` }),
    ];
    for (const call of calls) {
      expect(await failureOf(call)).toMatchObject({
        status: 422,
        message: "Validation Failed",
        errors: [
          {
            resource: "IssueComment",
            field: "data",
            code: "unprocessable",
            message: "Body is too long (maximum is 65536 characters)",
          },
        ],
      });
    }
  });

  test("that is empty is refused", async () => {
    const { number } = shop.openIssue();
    const call = octokit.rest.issues.createComment({ ...SHOP, issue_number: number, body: " " });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
  });
});

describe("a list", () => {
  test("comes in pages of 30, of 100 at most, linked to one another", async () => {
    const { number } = shop.openIssue();
    for (let n = 1; n <= 105; n += 1) shop.comment({ issue: number, author: "ann", body: `${n}` });
    const issue = { ...SHOP, issue_number: number };
    const first = await octokit.rest.issues.listComments(issue);
    expect(first.data).toHaveLength(30);
    expect(first.headers.link).toContain('page=2>; rel="next"');
    expect(first.headers.link).toContain('page=4>; rel="last"');
    const large = await octokit.rest.issues.listComments({ ...issue, per_page: 1000 });
    expect(large.data).toHaveLength(100);
    const all = await octokit.paginate(octokit.rest.issues.listComments, {
      ...issue,
      per_page: 50,
    });
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 105 }, (_, n) => `${n + 1}`));
    const last = await octokit.rest.issues.listComments({ ...issue, per_page: 50, page: 3 });
    expect(last.headers.link).toContain('rel="first"');
    expect(last.headers.link).not.toContain('rel="next"');
  });

  test("of comments can begin at a time", async () => {
    const { number } = shop.openIssue();
    shop.comment({ issue: number, author: "ann", body: "early" });
    github.advance(60_000);
    const { createdAt } = shop.comment({ issue: number, author: "ann", body: "late" });
    const { data } = await octokit.rest.issues.listComments({
      ...SHOP,
      issue_number: number,
      since: createdAt,
    });
    expect(data.map(({ body }) => body)).toEqual(["late"]);
  });

  test("of issues has the pull requests among them", async () => {
    await shop.commit({ files: { a: "1\n" } });
    await shop.commit({ branch: "topic", files: { a: "2\n" } });
    const { number } = await shop.openPullRequest({ head: "topic" });
    const { data } = await octokit.rest.issues.listForRepo(SHOP);
    expect(data[0]).toMatchObject({ number, pull_request: { merged_at: null } });
  });
});

test("times are in whole seconds, in UTC", async () => {
  const { number } = shop.openIssue();
  const { data } = await octokit.rest.issues.get({ ...SHOP, issue_number: number });
  expect(data.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});
