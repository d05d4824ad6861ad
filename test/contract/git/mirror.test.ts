import { spawnSync } from "node:child_process";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { commitId, type CommitId } from "../../../src/git/commit-id.ts";
import { Mirrors } from "../../../src/git/mirrors.ts";
import { Mirror, type Remote } from "../../../src/git/mirror.ts";
import { TestRepository } from "../../fixtures/git-repository.ts";
import { tokenFor } from "../../local-github/clients.ts";
import {
  startLocalGithub,
  type LocalGithub,
  type LocalRepository,
} from "../../local-github/index.ts";

let github: LocalGithub;
let repository: LocalRepository;
let folder: string;
let mirror: Mirror;
let token: string;

beforeEach(async () => {
  github = await startLocalGithub();
  repository = await github.createRepository({ owner: "acme", name: "app", private: true });
  folder = await mkdtemp(join(tmpdir(), "berth-mirror-"));
  mirror = new Mirrors(folder).of(repository.id);
  const permissions = { contents: "read" } as const;
  token = await tokenFor(github, { repository_ids: [repository.id], permissions });
});

afterEach(async () => {
  github.assertNoViolations();
  await github.stop();
  await rm(folder, { recursive: true });
});

function remote(): Promise<Remote> {
  return Promise.resolve({ url: repository.cloneUrl, token });
}

async function commit(files: Record<string, string | null>): Promise<CommitId> {
  return commitId(await repository.commit({ files }));
}

async function packSize(of: CommitId, have: CommitId | null): Promise<number> {
  const { bytes } = await mirror.pack(of, have);
  let size = 0;
  for await (const chunk of bytes) size += chunk.length;
  return size;
}

test("fetches a commit of a private repository, and reads it as data", async () => {
  const id = await commit({ "a.txt": "hello\n", "dir/b.txt": "b\n", "dir/deep/c.txt": "c\n" });
  expect(await mirror.fetch(remote, [id])).toEqual({ ok: true, value: undefined });
  expect(await mirror.readFile(id, "a.txt", 100)).toEqual({
    kind: "file",
    content: Buffer.from("hello\n"),
  });
  expect(await mirror.readFile(id, "a.txt", 3)).toEqual({ kind: "too-large", bytes: 6 });
  expect(await mirror.readFile(id, "dir", 100)).toEqual({ kind: "not-a-file" });
  expect(await mirror.readFile(id, "no.txt", 100)).toEqual({ kind: "missing" });
  expect(await mirror.readFile(id, "*.txt", 100)).toEqual({ kind: "missing" });
  const folderOnly = await mirror.listFiles(id, { folder: "dir", recursive: false });
  expect(folderOnly).toEqual(["dir/b.txt"]);
  const all = await mirror.listFiles(id, { folder: "", recursive: true });
  expect(all).toEqual(["a.txt", "dir/b.txt", "dir/deep/c.txt"]);
});

test("knows a folder, also one of folders only", async () => {
  const { repository: local, commit: id } = await TestRepository.create({
    "a.txt": "a",
    "apps/web/src/b.txt": "b",
  });
  await symlink("apps", join(local.folder, "link"));
  const linked = await local.commit({});
  const here = new Mirror(local.gitDir);
  for (const path of ["apps", "apps/web", "apps/web/src"]) {
    expect(await here.hasFolder(id, path)).toBe(true);
  }
  for (const path of ["a.txt", "apps/web/src/b.txt", "app", "apps/*", "apps/web/sr", "link"]) {
    expect(await here.hasFolder(linked, path)).toBe(false);
  }
  await local.remove();
});

test("takes no link for a file", async () => {
  const { repository: local } = await TestRepository.create({ "base/package.json": "{}" });
  await symlink("base/package.json", join(local.folder, "package.json"));
  const id = await local.commit({ "run.sh": "echo" });
  const here = new Mirror(local.gitDir);
  const listed = await here.listFiles(id, { folder: "", recursive: true });
  expect(listed).toEqual(["base/package.json", "run.sh"]);
  expect(await here.readFile(id, "package.json", 100)).toEqual({ kind: "not-a-file" });
  await local.remove();
});

test("asks for nothing that it has, and for little that is new", async () => {
  const text = Array.from({ length: 5000 }, (_, n) => `line ${n} ${Math.random()}\n`).join("");
  const first = await commit({ "large.txt": text });
  await mirror.fetch(remote, [first]);
  const second = await commit({ "small.txt": "s\n" });
  await mirror.fetch(remote, [first, second]);
  const before = github.requests.length;
  await mirror.fetch(remote, [first, second]);
  expect(github.requests.length).toBe(before);
  expect(await packSize(second, first)).toBeLessThan(2000);
  expect(await packSize(second, null)).toBeGreaterThan(50_000);
});

test("cuts the history at fifty commits, and says where", async () => {
  let last = await commit({ "a.txt": "0" });
  for (let n = 1; n <= 60; n += 1) last = await commit({ "a.txt": String(n) });
  await mirror.fetch(remote, [last]);
  const { shallow } = await mirror.pack(last, null);
  expect(shallow).toHaveLength(1);
});

test("a commit that GitHub does not have is a value", async () => {
  const missing = commitId("1".repeat(40));
  expect(await mirror.fetch(remote, [missing])).toEqual({
    ok: false,
    failure: { reason: "commit-missing", commit: missing },
  });
});

test("a token that does not reach the repository is an error that may pass", async () => {
  const id = await commit({ "a.txt": "a" });
  const wrong = () => Promise.resolve({ url: repository.cloneUrl, token: "ghs_wrong" });
  await expect(mirror.fetch(wrong, [id])).rejects.toThrow("git could not fetch");
});

test("the token stays out of files and of argument lists", async () => {
  const id = await commit({ "a.txt": "a" });
  github.fail({ path: /git-upload-pack/, delayMs: 400 });
  const fetching = mirror.fetch(remote, [id]);
  await delay(250);
  const seen = spawnSync("ps", ["-eo", "args"]).stdout.toString();
  expect(seen).toContain("fetch --quiet");
  await fetching;
  const secrets = [token, Buffer.from(`x-access-token:${token}`).toString("base64")];
  for (const secret of secrets) expect(seen).not.toContain(secret);
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name), "latin1");
    for (const secret of secrets) expect(content).not.toContain(secret);
  }
});

test("two processes' mirrors of one repository take turns", async () => {
  const ids = [await commit({ "a.txt": "1" }), await commit({ "a.txt": "2" })];
  const other = new Mirrors(folder).of(repository.id);
  const fetched = await Promise.all([
    mirror.fetch(remote, ids),
    other.fetch(remote, ids),
    other.fetch(remote, ids.toReversed()),
  ]);
  expect(fetched.every(({ ok }) => ok)).toBe(true);
});

test("a lock that a killed process left is not waited for", async () => {
  await mirror.fetch(remote, [await commit({ "a.txt": "1" })]);
  const lock = join(folder, `${repository.id}.git.lock`);
  await writeFile(lock, "99999999");
  expect(await mirror.fetch(remote, [await commit({ "a.txt": "2" })])).toMatchObject({ ok: true });
  await writeFile(lock, String(process.ppid));
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  expect(await mirror.fetch(remote, [await commit({ "a.txt": "3" })])).toMatchObject({ ok: true });
});

test("reads a repository that holds more files than there is memory, as far as it goes", async () => {
  const { repository: bomb } = await TestRepository.create({ "a.txt": "a" });
  let object = bomb.git("rev-parse", "HEAD:a.txt").toString().trim();
  for (let level = 0; level < 10; level += 1) {
    const kind = level === 0 ? "100644 blob" : "040000 tree";
    const tree = Array.from({ length: 16 }, (_, n) => `${kind} ${object}\td${n}\n`).join("");
    object = bomb.gitWith(Buffer.from(tree), "mktree").toString().trim();
  }
  const id = commitId(bomb.git("commit-tree", "-m", "bomb", object).toString().trim());
  const files = await new Mirror(bomb.gitDir).listFiles(id, { folder: "", recursive: true });
  expect(files).toHaveLength(300_000);
  await bomb.remove();
});

test("tells which files two commits have in common by their ids", async () => {
  const one = await commit({ "a.txt": "a", "dir/b.txt": "b" });
  const two = await commit({ "dir/b.txt": "B" });
  await mirror.fetch(remote, [one, two]);
  const paths = ["a.txt", "dir/b.txt", "missing"];
  const [before, after] = [await mirror.blobIds(one, paths), await mirror.blobIds(two, paths)];
  expect(before.get("a.txt")).toBe(after.get("a.txt"));
  expect(before.get("dir/b.txt")).not.toBe(after.get("dir/b.txt"));
  expect(before.get("missing")).toBeUndefined();
});

test("tells the ids of more files than a program takes as arguments", async () => {
  const paths = Array.from(
    { length: 10_001 },
    (_, n) => `modules/with-a-long-name-${n}/${"x".repeat(200)}/pom.xml`,
  );
  const files = Object.fromEntries(paths.map((path) => [path, path]));
  const { repository: large, commit: id } = await TestRepository.create(files);
  const ids = await new Mirror(large.gitDir).blobIds(id, paths);
  expect(ids.size).toBe(10_001);
  expect(new Set(ids.values()).size).toBe(10_001);
  await large.remove();
});

test("forgets commits that nobody asked for in two weeks", async () => {
  const id = await commit({ "a.txt": "old" });
  await mirror.fetch(remote, [id]);
  const gitDir = join(folder, `${repository.id}.git`);
  const git = (...argv: string[]) => spawnSync("git", ["--git-dir", gitDir, ...argv]);
  const refs = git("for-each-ref", "--format=%(refname)").stdout.toString().trim();
  git("update-ref", `refs/berth/2020-01-01/${id}`, id);
  git("update-ref", "-d", refs);
  await mirror.fetch(remote, [await commit({ "a.txt": "new" })]);
  expect(git("for-each-ref").stdout.toString()).not.toContain("2020-01-01");
});

test("clears what a process left that was killed while it applied a diff", async () => {
  await mirror.fetch(remote, [await commit({ "a.txt": "a\n" })]);
  const gitDir = join(folder, `${repository.id}.git`);
  const [old, recent] = [join(gitDir, "berth-apply-old"), join(gitDir, "berth-apply-recent")];
  await mkdir(join(old, "objects"), { recursive: true });
  await mkdir(recent);
  const longAgo = new Date(Date.now() - 2 * 86_400_000);
  await utimes(old, longAgo, longAgo);
  await mirror.fetch(remote, [await commit({ "a.txt": "b\n" })]);
  const left = (await readdir(gitDir)).filter((name) => name.startsWith("berth-apply-"));
  expect(left).toEqual(["berth-apply-recent"]);
});
