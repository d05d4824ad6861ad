import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation, octokitWith, tokenFor } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;
let main: string;

const SHOP = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  main = await shop.commit({ files: { a: "1\n", "folder/b": "2\n" } });
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

let count = 0;
let commit: string;

/** A commit made by the API alone: a blob, a tree on top of main's, a commit. */
beforeEach(async () => {
  count += 1;
  const blob = await octokit.rest.git.createBlob({
    ...SHOP,
    content: Buffer.from(`made ${count}\n`).toString("base64"),
    encoding: "base64",
  });
  const tree = await octokit.rest.git.createTree({
    ...SHOP,
    base_tree: main,
    tree: [
      { path: "made", mode: "100755", type: "blob", sha: blob.data.sha },
      { path: "text", mode: "100644", type: "blob", content: "plain\n" },
      { path: "a", mode: "100644", type: "blob", sha: null },
    ],
  });
  const { data } = await octokit.rest.git.createCommit({
    ...SHOP,
    message: "Made by hand",
    tree: tree.data.sha,
    parents: [main],
  });
  commit = data.sha;
});

describe("a commit", () => {
  test("made of a tree and a blob is what was asked for, by the app's bot", async () => {
    const { data } = await octokit.rest.git.getCommit({ ...SHOP, commit_sha: commit });
    expect(data).toMatchObject({
      message: "Made by hand",
      author: { name: github.app.bot.login },
      parents: [{ sha: main }],
    });
    const { data: tree } = await octokit.rest.git.getTree({
      ...SHOP,
      tree_sha: data.tree.sha,
      recursive: "1",
    });
    expect(tree.tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
      "040000 folder",
      "100644 folder/b",
      "100755 made",
      "100644 text",
    ]);
    const sha = tree.tree.find(({ path }) => path === "made")?.sha ?? "";
    const blob = await octokit.rest.git.getBlob({ ...SHOP, file_sha: sha });
    expect(Buffer.from(blob.data.content, "base64").toString()).toBe(`made ${count}\n`);
  });

  test("needs a tree and parents that are there", async () => {
    const call = octokit.rest.git.createCommit({ ...SHOP, message: "x", tree: "0".repeat(40) });
    expect(await failureOf(call)).toMatchObject({
      status: 422,
      message: "Tree SHA does not exist",
    });
  });
});

describe("a ref", () => {
  test("is made once, and found by name and by prefix", async () => {
    const ref = `refs/heads/made/${count}`;
    const { data } = await octokit.rest.git.createRef({ ...SHOP, ref, sha: commit });
    expect(data).toMatchObject({ ref, object: { type: "commit", sha: commit } });
    expect(
      await failureOf(octokit.rest.git.createRef({ ...SHOP, ref, sha: commit })),
    ).toMatchObject({
      status: 422,
      message: "Reference already exists",
    });
    const found = await octokit.rest.git.getRef({ ...SHOP, ref: `heads/made/${count}` });
    expect(found.data.object.sha).toBe(commit);
    const { data: matching } = await octokit.rest.git.listMatchingRefs({
      ...SHOP,
      ref: "heads/ma",
    });
    expect(matching.map((one) => one.ref)).toContain("refs/heads/main");
    expect(matching.map((one) => one.ref)).toContain(ref);
  });

  test("moves forward only, unless forced", async () => {
    const ref = `heads/moves-${count}`;
    await octokit.rest.git.createRef({ ...SHOP, ref: `refs/${ref}`, sha: commit });
    const back = octokit.rest.git.updateRef({ ...SHOP, ref, sha: main });
    expect(await failureOf(back)).toMatchObject({
      status: 422,
      message: "Update is not a fast forward",
    });
    const { data } = await octokit.rest.git.updateRef({ ...SHOP, ref, sha: main, force: true });
    expect(data.object.sha).toBe(main);
  });

  test("that moves takes its pull request along", async () => {
    const branch = `pulled-${count}`;
    await octokit.rest.git.createRef({ ...SHOP, ref: `refs/heads/${branch}`, sha: commit });
    const { number } = await shop.openPullRequest({ head: branch });
    const next = await shop.writeCommit({ branch, files: { more: "1\n" } });
    await octokit.rest.git.updateRef({ ...SHOP, ref: `heads/${branch}`, sha: next });
    expect(shop.pullRequest(number).head.sha).toBe(next);
  });

  test("is deleted, but not the default branch", async () => {
    const ref = `heads/deleted-${count}`;
    await octokit.rest.git.createRef({ ...SHOP, ref: `refs/${ref}`, sha: commit });
    await octokit.rest.git.deleteRef({ ...SHOP, ref });
    expect(await failureOf(octokit.rest.git.getRef({ ...SHOP, ref }))).toMatchObject({
      status: 404,
    });
    const call = octokit.rest.git.deleteRef({ ...SHOP, ref: "heads/main" });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
  });

  test("needs an object that is there, and a name that git takes", async () => {
    const missing = { ...SHOP, ref: "refs/heads/x", sha: "1".repeat(40) };
    expect(await failureOf(octokit.rest.git.createRef(missing))).toMatchObject({
      status: 422,
      message: "Object does not exist",
    });
    const odd = { ...SHOP, ref: "refs/heads/a..b", sha: commit };
    expect(await failureOf(octokit.rest.git.createRef(odd))).toMatchObject({ status: 422 });
  });

  test("brings no workflow without the permission for it", async () => {
    const sha = await shop.writeCommit({ files: { ".github/workflows/ci.yml": "on: push\n" } });
    const call = octokit.rest.git.createRef({ ...SHOP, ref: `refs/heads/flow-${count}`, sha });
    const failure = await failureOf(call);
    expect(failure.status).toBe(403);
    expect(failure.headers["x-accepted-github-permissions"]).toBe("workflows=write");
  });

  test("is not written with contents that may only be read", async () => {
    const token = await tokenFor(github, { permissions: { contents: "read" } });
    const reader = octokitWith(github, token);
    const call = reader.rest.git.createRef({ ...SHOP, ref: "refs/heads/read", sha: commit });
    expect(await failureOf(call)).toMatchObject({ status: 403 });
  });
});
