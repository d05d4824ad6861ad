import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Octokit } from "@octokit/rest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;
let number: number;

const SHOP = { owner: "acme", repo: "shop" };
const LINES = Array.from({ length: 30 }, (_, line) => `line ${line + 1}\n`);

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  const files = { "a.txt": LINES.join(""), "old.txt": LINES.join(""), "gone.txt": "x\n", logo: "" };
  await shop.commit({ files: { ...files, logo: Buffer.from([0, 1, 2]) } });
  await shop.commit({
    branch: "topic",
    message: "Change much",
    author: "ann",
    files: {
      "a.txt": LINES.join("").replace("line 10\n", "LINE 10\nline 10b\n"),
      "old.txt": null,
      "renamed.txt": LINES.join("").replace("line 20", "LINE 20"),
      "gone.txt": null,
      logo: Buffer.from([0, 1, 3]),
      "new/file.txt": "hello\n",
    },
  });
  await shop.commit({ files: { "later.txt": "on main, afterwards\n" } });
  ({ number } = await shop.openPullRequest({ head: "topic", author: "ann", title: "Topic" }));
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

describe("a pull request", () => {
  test("tells where it comes from and goes to, and how large it is", async () => {
    const { data } = await octokit.rest.pulls.get({ ...SHOP, pull_number: number });
    expect(data).toMatchObject({
      number,
      state: "open",
      title: "Topic",
      user: { login: "ann" },
      head: { ref: "topic", label: "acme:topic", sha: await shop.tip("topic") },
      base: { ref: "main", sha: await shop.tip("main"), repo: { full_name: "acme/shop" } },
      commits: 1,
      changed_files: 5,
      html_url: `${github.url}/acme/shop/pull/${number}`,
    });
  });

  test("has a diff from where the branches parted, not from what the base is now", async () => {
    const { data } = await octokit.request("GET /repos/{owner}/{repo}/pulls/{pull_number}", {
      ...SHOP,
      pull_number: number,
      mediaType: { format: "diff" },
    });
    expect(data).toContain("diff --git a/a.txt b/a.txt");
    expect(data).not.toContain("later.txt");
  });

  test("has a patch with one mail for each commit", async () => {
    const { data } = await octokit.rest.pulls.get({
      ...SHOP,
      pull_number: number,
      mediaType: { format: "patch" },
    });
    expect(data).toContain("Subject: [PATCH] Change much");
  });

  test("lists its files with their state and, where there is one, their patch", async () => {
    const { data } = await octokit.rest.pulls.listFiles({ ...SHOP, pull_number: number });
    const files = Object.fromEntries(data.map((file) => [file.filename, file]));
    expect(Object.keys(files)).toEqual([
      "a.txt",
      "gone.txt",
      "logo",
      "new/file.txt",
      "renamed.txt",
    ]);
    expect(files["a.txt"]).toMatchObject({ status: "modified", additions: 2, deletions: 1 });
    expect(files["a.txt"]?.patch).toMatch(/^@@ -7,7 \+7,8 @@/);
    expect(files["gone.txt"]).toMatchObject({ status: "removed", deletions: 1 });
    expect(files["new/file.txt"]).toMatchObject({ status: "added" });
    expect(files["renamed.txt"]).toMatchObject({
      status: "renamed",
      previous_filename: "old.txt",
    });
    expect(files["logo"]).not.toHaveProperty("patch");
  });

  test("lists its commits", async () => {
    const { data } = await octokit.rest.pulls.listCommits({ ...SHOP, pull_number: number });
    expect(data.map(({ sha }) => sha)).toEqual([await shop.tip("topic")]);
    expect(data[0]?.author).toMatchObject({ login: "ann" });
  });

  test("is an issue too, under the same number", async () => {
    const { data } = await octokit.rest.issues.get({ ...SHOP, issue_number: number });
    expect(data.pull_request?.url).toBe(`${github.url}/repos/acme/shop/pulls/${number}`);
    expect(data.html_url).toBe(`${github.url}/acme/shop/pull/${number}`);
  });

  test("has no head repository any more once its fork is gone", async () => {
    const fork = await shop.fork("zoe");
    await fork.commit({ branch: "leaving", files: { z: "1\n" } });
    const pull = await shop.openPullRequest({ head: "leaving", headRepository: fork });
    fork.delete();
    const { data } = await octokit.rest.pulls.get({ ...SHOP, pull_number: pull.number });
    expect(data.head.repo).toBeNull();
    expect(data.head.sha).toBe(pull.head.sha);
  });
});

describe("opening one by the API", () => {
  test("makes it, by the app's bot, from a branch of a fork too", async () => {
    const fork = await shop.fork("ben");
    await fork.commit({ branch: "idea", files: { idea: "1\n" } });
    const { data } = await octokit.rest.pulls.create({
      ...SHOP,
      title: "Idea",
      head: "ben:idea",
      base: "main",
    });
    expect(data).toMatchObject({
      user: { login: github.app.bot.login },
      head: { label: "ben:idea" },
    });
  });

  test("is refused where there is nothing to merge, or one already", async () => {
    await shop.push({ branch: "same", sha: await shop.tip("main") });
    const nothing = octokit.rest.pulls.create({ ...SHOP, title: "x", head: "same", base: "main" });
    expect(await failureOf(nothing)).toMatchObject({
      status: 422,
      errors: [{ message: "No commits between main and same" }],
    });
    const twin = octokit.rest.pulls.create({ ...SHOP, title: "x", head: "topic", base: "main" });
    expect(await failureOf(twin)).toMatchObject({
      errors: [{ message: "A pull request already exists for acme:topic." }],
    });
  });

  test("is refused for branches that are not there", async () => {
    const call = octokit.rest.pulls.create({ ...SHOP, title: "x", head: "nowhere", base: "main" });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "Validation Failed",
      errors: [{ resource: "PullRequest", field: "head", code: "invalid" }],
    });
  });
});

test("a list of pull requests is of the open ones, newest first, unless asked otherwise", async () => {
  const closed = await shop.commit({ branch: "closed", files: { c: "1\n" } });
  const pull = await shop.openPullRequest({ head: "closed" });
  await shop.close(pull.number);
  const open = await octokit.rest.pulls.list(SHOP);
  expect(open.data.map((one) => one.number)).not.toContain(pull.number);
  const all = await octokit.rest.pulls.list({ ...SHOP, state: "all", head: "acme:closed" });
  expect(all.data).toMatchObject([{ number: pull.number, state: "closed", head: { sha: closed } }]);
});

test("closing and changing one is told back", async () => {
  await shop.commit({ branch: "draft", files: { d: "1\n" } });
  const pull = await shop.openPullRequest({ head: "draft", draft: true });
  const { data } = await octokit.rest.pulls.update({
    ...SHOP,
    pull_number: pull.number,
    title: "Better",
    state: "closed",
  });
  expect(data).toMatchObject({ title: "Better", state: "closed", draft: true, merged: false });
});

test("a diff of more than 300 files is refused", async () => {
  const files = Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`many/${n}`, `${n}\n`]));
  await shop.commit({ branch: "many", files });
  const pull = await shop.openPullRequest({ head: "many" });
  const call = octokit.rest.pulls.get({
    ...SHOP,
    pull_number: pull.number,
    mediaType: { format: "diff" },
  });
  expect(await failureOf(call)).toMatchObject({ status: 406, errors: [{ code: "too_large" }] });
  const files301 = await octokit.paginate(octokit.rest.pulls.listFiles, {
    ...SHOP,
    pull_number: pull.number,
    per_page: 100,
  });
  expect(files301).toHaveLength(301);
});
