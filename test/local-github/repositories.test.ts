import type { Octokit } from "@octokit/rest";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { failureOf, octokitOfInstallation } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository, type Role } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let octokit: Octokit;
let first: string;

const SHOP = { owner: "acme", repo: "shop" };

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop", private: true });
  first = await shop.commit({
    author: "ann",
    message: "First",
    files: { "README.md": "# shop\n", ".codex/environment.yml": "version: 1\n" },
  });
  octokit = octokitOfInstallation(github);
});

afterAll(() => github.stop());

describe("a repository", () => {
  test("tells what it is, and the same under its id", async () => {
    const { data } = await octokit.rest.repos.get(SHOP);
    expect(data).toMatchObject({
      id: shop.id,
      full_name: "acme/shop",
      private: true,
      default_branch: "main",
      clone_url: `${github.url}/acme/shop.git`,
      owner: { type: "Organization" },
    });
    const byId = await octokit.request("GET /repositories/{id}", { id: shop.id });
    expect(byId.data).toEqual(data);
  });

  test("is under /api/v3 too, as on a server of one's own", async () => {
    const { data } = await octokit.request(`GET ${github.url}/api/v3/repos/acme/shop`);
    expect(data).toMatchObject({ id: shop.id });
  });

  test("that was renamed sends its callers on", async () => {
    const old = await github.createRepository({ owner: "acme", name: "before" });
    const issue = old.openIssue({ title: "Moved" });
    old.rename("after");
    const { data, url } = await octokit.rest.repos.get({ owner: "acme", repo: "before" });
    expect(data.full_name).toBe("acme/after");
    expect(url).toBe(`${github.url}/repositories/${old.id}`);
    const moved = await octokit.rest.issues.get({
      owner: "acme",
      repo: "before",
      issue_number: issue.number,
    });
    expect(moved.data.title).toBe("Moved");
  });

  test("that is a fork tells where it comes from", async () => {
    await shop.fork("zoe");
    github.install({ owner: "zoe" });
    const zoe = octokitOfInstallation(github, github.installations.at(-1)?.id);
    const { data } = await zoe.rest.repos.get({ owner: "zoe", repo: "shop" });
    expect(data).toMatchObject({ fork: true, parent: { full_name: "acme/shop" } });
  });
});

describe("somebody's permission", () => {
  function permissionOf(
    username: string,
  ): ReturnType<Octokit["rest"]["repos"]["getCollaboratorPermissionLevel"]> {
    return octokit.rest.repos.getCollaboratorPermissionLevel({ ...SHOP, username });
  }

  test.each<[Role, string]>([
    ["admin", "admin"],
    ["maintain", "write"],
    ["write", "write"],
    ["triage", "read"],
    ["read", "read"],
  ])("with the role %s is %s, and the role has its own name", async (role, permission) => {
    shop.setPermission("ben", role);
    const { data } = await permissionOf("ben");
    expect(data).toMatchObject({ permission, role_name: role, user: { login: "ben" } });
  });

  test("is none where the repository is private and they have no part in it", async () => {
    github.createUser("stranger");
    const { data } = await permissionOf("stranger");
    expect(data).toMatchObject({ permission: "none", role_name: "none" });
    shop.setPermission("stranger", "write");
    shop.setPermission("stranger", null);
    expect((await permissionOf("stranger")).data.permission).toBe("none");
  });

  test("is to read where the repository is public", async () => {
    await github.createRepository({ owner: "acme", name: "open" });
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel({
      owner: "acme",
      repo: "open",
      username: "ann",
    });
    expect(data.permission).toBe("read");
  });

  test.each(["nobody-there", "dependabot[bot]"])("is not found for %s", async (username) => {
    if (username.endsWith("[bot]")) github.createBot(username);
    expect(await failureOf(permissionOf(username))).toMatchObject({
      status: 404,
      message: `${username} is not a user`,
    });
  });
});

describe("what is in a repository", () => {
  test("can be read as a file, as raw bytes and as a folder", async () => {
    const path = ".codex/environment.yml";
    const { data } = await octokit.rest.repos.getContent({ ...SHOP, path });
    expect(data).toMatchObject({ type: "file", path, encoding: "base64" });
    const content = "content" in data ? data.content : "";
    expect(Buffer.from(content, "base64").toString()).toBe("version: 1\n");
    const raw = await octokit.rest.repos.getContent({
      ...SHOP,
      path,
      mediaType: { format: "raw" },
    });
    expect(raw.data).toBe("version: 1\n");
    const folder = await octokit.rest.repos.getContent({ ...SHOP, path: ".codex" });
    expect(folder.data).toMatchObject([{ type: "file", path }]);
    const top = await octokit.rest.repos.getContent({ ...SHOP, path: "" });
    expect(top.data).toMatchObject([{ type: "dir", path: ".codex" }, { path: "README.md" }]);
  });

  test("is not found at a path or a commit where it is not", async () => {
    const missing = octokit.rest.repos.getContent({ ...SHOP, path: "nope" });
    expect(await failureOf(missing)).toMatchObject({ status: 404 });
    const elsewhere = octokit.rest.repos.getContent({ ...SHOP, path: "README.md", ref: "nope" });
    expect(await failureOf(elsewhere)).toMatchObject({ status: 404 });
  });

  test("is told of by branch and by commit", async () => {
    await shop.commit({ branch: "feature/a#b", files: { c: "1\n" }, message: "Second" });
    const branch = await octokit.rest.repos.getBranch({ ...SHOP, branch: "feature/a#b" });
    expect(branch.data.commit.commit.message).toBe("Second");
    const { data } = await octokit.rest.repos.getCommit({ ...SHOP, ref: "main" });
    expect(data).toMatchObject({ sha: first, author: { login: "ann" }, stats: { additions: 2 } });
    const call = octokit.rest.repos.getCommit({ ...SHOP, ref: "9".repeat(40) });
    expect(await failureOf(call)).toMatchObject({ status: 422 });
    const none = octokit.rest.repos.getBranch({ ...SHOP, branch: "none" });
    expect(await failureOf(none)).toMatchObject({ status: 404, message: "Branch not found" });
    const history = await octokit.rest.repos.listCommits({ ...SHOP, sha: "feature/a#b" });
    expect(history.data.map(({ commit }) => commit.message)).toEqual(["Second", "First"]);
  });

  test("is compared from where two branches parted, across forks too", async () => {
    const fork = await shop.fork("ann");
    await fork.commit({ branch: "theirs", files: { d: "1\n" } });
    await shop.commit({ branch: "ours", files: { e: "1\n" } });
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      ...SHOP,
      basehead: "ours...ann:theirs",
    });
    expect(data).toMatchObject({ status: "diverged", ahead_by: 1, behind_by: 1 });
    expect(data.files?.map(({ filename }) => filename)).toEqual(["d"]);
    expect(data.merge_base_commit.sha).toBe(first);
  });
});
