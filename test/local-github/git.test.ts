import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gitClient, tokenFor, withToken, type GitClient } from "./clients.ts";
import { startLocalGithub, type LocalGithub, type LocalRepository } from "./index.ts";

let github: LocalGithub;
let shop: LocalRepository;
let secret: LocalRepository;
let client: GitClient;

beforeAll(async () => {
  github = await startLocalGithub();
  shop = await github.createRepository({ owner: "acme", name: "shop" });
  secret = await github.createRepository({ owner: "acme", name: "secret", private: true });
  await shop.commit({
    files: { "README.md": "# shop\n", "run.sh": { content: "", mode: "100755" } },
  });
  await secret.commit({ files: { "README.md": "# secret\n" } });
});

afterAll(() => github.stop());

beforeEach(async () => {
  client = await gitClient();
});

afterEach(() => client[Symbol.asyncDispose]());

describe("fetching", () => {
  test("what is public needs no token", async () => {
    await client.run("clone", "--quiet", shop.cloneUrl, "copy");
    expect(await readFile(join(client.folder, "copy/README.md"), "utf8")).toBe("# shop\n");
    expect(await client.run("-C", "copy", "rev-parse", "HEAD")).toBe(await shop.tip());
  });

  test("what is private asks for one", async () => {
    const response = await fetch(`${secret.cloneUrl}/info/refs?service=git-upload-pack`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe('Basic realm="GitHub"');
    await expect(client.run("clone", secret.cloneUrl, "copy")).rejects.toThrow(
      /could not read Username/,
    );
  });

  test("what is private works with a token that may read contents", async () => {
    const token = await tokenFor(github, { permissions: { contents: "read" } });
    await client.run("clone", "--quiet", withToken(secret.cloneUrl, token), "copy");
    expect(await readFile(join(client.folder, "copy/README.md"), "utf8")).toBe("# secret\n");
  });

  test.each([
    ["of other permissions", { permissions: { issues: "write" } }],
    ["of another repository", { repositories: ["shop"] }],
  ] as const)("with a token %s finds no repository", async (_, narrowing) => {
    const wide = {
      ...narrowing,
      repositories: "repositories" in narrowing ? ["shop"] : ["secret"],
    };
    const url = withToken(secret.cloneUrl, await tokenFor(github, wide));
    await expect(client.run("clone", url, "copy")).rejects.toThrow(
      /Repository not found|not found/,
    );
  });

  test("with a token that has expired is refused", async () => {
    const url = withToken(secret.cloneUrl, await tokenFor(github));
    github.advance(3_600_001);
    await expect(client.run("clone", url, "copy")).rejects.toThrow(/Authentication failed/);
  });

  test("a single commit works by its id, whether or not a ref names it", async () => {
    const loose = await shop.writeCommit({ files: { loose: "yes\n" } });
    await client.run("init", "--quiet", "copy");
    await client.run("-C", "copy", "fetch", "--quiet", "--depth=1", shop.cloneUrl, loose);
    expect(await client.run("-C", "copy", "show", "FETCH_HEAD:loose")).toBe("yes");
  });

  test("works for a request that is compressed, as git sends long ones", async () => {
    const want = `0032want ${await shop.tip()}\n00000009done\n`;
    const response = await fetch(`${shop.cloneUrl}/git-upload-pack`, {
      method: "POST",
      headers: {
        "content-encoding": "gzip",
        "content-type": "application/x-git-upload-pack-request",
      },
      body: gzipSync(want),
    });
    const answer = Buffer.from(await response.arrayBuffer()).toString("latin1");
    expect(answer).toMatch(/^0008NAK\nPACK/);
  });

  test("a partial clone brings no blobs that it was not asked for", async () => {
    await client.run(
      "clone",
      "--quiet",
      "--filter=blob:none",
      "--no-checkout",
      shop.cloneUrl,
      "copy",
    );
    const missing = await client.run(
      "-C",
      "copy",
      "rev-list",
      "--objects",
      "--missing=print",
      "HEAD",
    );
    expect(missing).toContain("?");
  });

  test("the head of a fork's pull request works from the base repository", async () => {
    const fork = await shop.fork("zoe");
    const head = await fork.commit({ branch: "topic", files: { new: "from a fork\n" } });
    const { number } = await shop.openPullRequest({
      head: "topic",
      headRepository: fork,
      author: "zoe",
    });
    const ref = `refs/pull/${number}/head`;
    expect(await client.run("ls-remote", shop.cloneUrl, ref)).toBe(`${head}\t${ref}`);
    const next = await fork.commit({ branch: "topic", files: { new: "more\n" } });
    expect(await client.run("ls-remote", shop.cloneUrl, ref)).toBe(`${next}\t${ref}`);
    await client.run("init", "--quiet", "copy");
    await client.run("-C", "copy", "fetch", "--quiet", shop.cloneUrl, head);
    expect(await client.run("-C", "copy", "show", "FETCH_HEAD:new")).toBe("from a fork");
  });
});

/** A clone in `copy`, on the branch `work`, with one commit that adds a file. */
async function cloneWithCommit(url: string, path: string): Promise<void> {
  await client.run("clone", "--quiet", url, "copy");
  await client.run("-C", "copy", "checkout", "--quiet", "-b", "work");
  await mkdir(join(client.folder, "copy", dirname(path)), { recursive: true });
  await writeFile(join(client.folder, "copy", path), "new\n");
  await client.run("-C", "copy", "add", path);
  await client.run("-C", "copy", "commit", "--quiet", "-m", "Work");
}

describe("pushing", () => {
  test("works with a token that may write contents, and is told as the app's push", async () => {
    const token = await tokenFor(github, { permissions: { contents: "write" } });
    await cloneWithCommit(withToken(shop.cloneUrl, token), "work.txt");
    await client.run("-C", "copy", "push", "--quiet", "origin", "work");
    await github.settled();
    expect(await shop.tip("work")).toBe(await client.run("-C", "copy", "rev-parse", "HEAD"));
  });

  test("is refused to a token that may only read", async () => {
    const token = await tokenFor(github, { permissions: { contents: "read" } });
    await cloneWithCommit(withToken(shop.cloneUrl, token), "other.txt");
    await expect(client.run("-C", "copy", "push", "origin", "work:other")).rejects.toThrow(
      /Write access to repository not granted/,
    );
    await expect(shop.tip("other")).rejects.toThrow(/there is no other/);
  });

  test("is refused without a token", async () => {
    await client.run("clone", "--quiet", shop.cloneUrl, "copy");
    await expect(client.run("-C", "copy", "push", "origin", "HEAD:refs/heads/x")).rejects.toThrow(
      /could not read Username/,
    );
  });

  test("of a workflow is refused to a token without that permission", async () => {
    const token = await tokenFor(github, { permissions: { contents: "write" } });
    await cloneWithCommit(withToken(shop.cloneUrl, token), ".github/workflows/ci.yml");
    await expect(client.run("-C", "copy", "push", "origin", "work:flow")).rejects.toThrow(
      /refusing to allow a GitHub App to create or update workflow `\.github\/workflows\/ci\.yml`/,
    );
  });

  test("to the refs that GitHub keeps for pull requests is refused", async () => {
    const token = await tokenFor(github, { permissions: { contents: "write" } });
    await client.run("clone", "--quiet", withToken(shop.cloneUrl, token), "copy");
    await expect(
      client.run("-C", "copy", "push", "origin", "HEAD:refs/pull/9/head"),
    ).rejects.toThrow(/deny updating a hidden ref/);
  });

  test("of more than git sends in one piece arrives whole", async () => {
    const token = await tokenFor(github, { permissions: { contents: "write" } });
    await client.run("clone", "--quiet", withToken(shop.cloneUrl, token), "copy");
    await writeFile(join(client.folder, "copy/big"), randomBytes(3 * 1024 * 1024));
    await client.run("-C", "copy", "add", "big");
    await client.run("-C", "copy", "commit", "--quiet", "-m", "Big");
    await client.run("-C", "copy", "push", "--quiet", "origin", "HEAD:big");
    expect(await shop.tip("big")).toBe(await client.run("-C", "copy", "rev-parse", "HEAD"));
  });
});

test("a repository that was renamed is still found under its old address", async () => {
  const old = await github.createRepository({ owner: "acme", name: "old-name" });
  await old.commit({ files: { a: "1\n" } });
  const { cloneUrl } = old;
  old.rename("new-name");
  await client.run("clone", "--quiet", cloneUrl, "copy");
  expect(await client.run("-C", "copy", "rev-parse", "HEAD")).toBe(await old.tip());
});

test("the same seed gives the same commit ids", async () => {
  const ids = await Promise.all(
    ["one", "two"].map(async (name) => {
      const repository = await github.createRepository({ owner: "acme", name });
      return repository.commit({ files: { a: "1\n" }, message: "First" });
    }),
  );
  expect(ids[0]).toBe(ids[1]);
});

test("a seeded commit has what it was given: odd names, bytes, links, modules, and nothing gone", async () => {
  const repository = await github.createRepository({ owner: "acme", name: "odd" });
  const module = await shop.tip();
  await repository.commit({
    files: {
      'a "quoted" \\ name': "1\n",
      "ünï code": "2\n",
      bytes: Buffer.from([0, 255, 10, 13]),
      link: { content: "bytes", mode: "120000" },
      module: { content: module, mode: "160000" },
      gone: "3\n",
    },
  });
  await repository.commit({ files: { gone: null } });
  await client.run("clone", "--quiet", repository.cloneUrl, "copy");
  const listed = await client.run(
    "-C",
    "copy",
    "-c",
    "core.quotePath=false",
    "ls-tree",
    "-z",
    "HEAD",
  );
  expect(listed.split("\0").map((line) => line.replace(/ [0-9a-f]{40}\t/, " "))).toEqual([
    '100644 blob a "quoted" \\ name',
    "100644 blob bytes",
    "120000 blob link",
    "160000 commit module",
    "100644 blob ünï code",
    "",
  ]);
  expect(await readFile(join(client.folder, "copy/bytes"))).toEqual(Buffer.from([0, 255, 10, 13]));
});
