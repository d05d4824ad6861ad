import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applyDiff } from "../../../src/git/apply-diff.ts";
import type { CommitId } from "../../../src/git/commit-id.ts";
import { parseDiff } from "../../../src/task/parse-diff.ts";
import { TestRepository } from "../../fixtures/git-repository.ts";

let repository: TestRepository;
let commit: CommitId;

beforeEach(async () => {
  ({ repository, commit } = await TestRepository.create({
    "a.txt": "one\ntwo\nthree\n",
    "docs/b.txt": "b\n",
    "image.bin": Buffer.from([0, 1, 2, 255, 254]),
  }));
});

afterEach(() => repository.remove());

async function patchOf(files: Parameters<TestRepository["write"]>[0]): Promise<Buffer> {
  await repository.write(files);
  repository.git("add", "-A");
  return repository.git("diff", "--cached", "--binary", "--full-index", "--no-renames");
}

test("gives back a patch in its own words, with what it changes", async () => {
  const patch = await patchOf({
    "a.txt": "one\n2\nthree\n",
    "docs/b.txt": null,
    "image.bin": Buffer.from([9, 9, 0]),
    "new/no-newline": "end",
  });
  const applied = await applyDiff(repository.gitDir, commit, patch);
  expect(applied.ok && applied.value.files.map(({ status, path }) => `${status} ${path}`)).toEqual([
    "modified a.txt",
    "deleted docs/b.txt",
    "modified image.bin",
    "added new/no-newline",
  ]);
  expect(applied.ok && applied.value.patch.equals(patch)).toBe(true);
});

test("finds renames, which a sandbox tells as a deletion and an addition", async () => {
  const patch = await patchOf({ "a.txt": null, "moved.txt": "one\ntwo\nthree\n" });
  const applied = await applyDiff(repository.gitDir, commit, patch);
  expect(applied.ok && applied.value.files).toMatchObject([
    { status: "renamed", oldPath: "a.txt", path: "moved.txt" },
  ]);
});

test("writes names in every script as they are", async () => {
  const latin1 = Buffer.concat([Buffer.from("caf"), Buffer.from([0xe9])]).toString("latin1");
  const blob = repository.gitWith(Buffer.from("x\n"), "hash-object", "-w", "--stdin");
  const entry = `100644 ${blob.toString().trim()}\t${latin1}\0`;
  repository.gitWith(Buffer.from(entry, "latin1"), "update-index", "-z", "--index-info");
  const patch = repository.git("diff", "--cached", "--binary", "--full-index");
  const named = await patchOf({ "日本.md": "x\n", "tab\tü.md": "x\n" });
  const applied = await applyDiff(repository.gitDir, commit, Buffer.concat([patch, named]));
  if (!applied.ok) throw new Error(applied.failure.detail);
  const text = applied.value.patch.toString("latin1");
  expect(text).toContain(Buffer.from("+++ b/日本.md\n").toString("latin1"));
  expect(text).toContain(Buffer.from('+++ "b/tab\\tü.md"\n').toString("latin1"));
  expect(text).toContain("+++ b/caf\xe9\n");
  const parsed = parseDiff(applied.value.patch);
  expect(parsed.ok && parsed.value.map(({ path }) => path)).toEqual([
    "caf\\xe9",
    "tab\tü.md",
    "日本.md",
  ]);
});

test("cuts away what stands around the hunks of a hostile patch", async () => {
  const patch = await patchOf({ "a.txt": "one\n2\nthree\n" });
  const noisy = Buffer.concat([Buffer.from("<script>@everyone</script>\n"), patch]);
  const applied = await applyDiff(repository.gitDir, commit, noisy);
  expect(applied.ok && applied.value.patch.equals(patch)).toBe(true);
});

test.each([
  ["does not fit the commit", "a.txt", "-four\n+five\n", " "],
  ["leaves the tree", "../outside", "+x\n", ""],
  ["enters .git", ".git/config", "+x\n", ""],
  ["enters .git of a folder, in other letters", "sub/.GIT/hooks/post-checkout", "+x\n", ""],
])("refuses a patch that %s", async (_why, path, lines, context) => {
  const body =
    context === ""
      ? `diff --git a/${path} b/${path}\nnew file mode 100644\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n${lines}`
      : `diff --git a/${path} b/${path}\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${lines}`;
  const applied = await applyDiff(repository.gitDir, commit, Buffer.from(body));
  expect(applied).toMatchObject({ ok: false, failure: { reason: "does-not-apply" } });
});

test("refuses to write through a symbolic link that the patch itself makes", async () => {
  const patch = [
    "diff --git a/link b/link\nnew file mode 120000\n--- /dev/null\n+++ b/link\n@@ -0,0 +1 @@\n+/etc\n\\ No newline at end of file\n",
    "diff --git a/link/passwd b/link/passwd\nnew file mode 100644\n--- /dev/null\n+++ b/link/passwd\n@@ -0,0 +1 @@\n+x\n",
  ].join("");
  const applied = await applyDiff(repository.gitDir, commit, Buffer.from(patch));
  expect(applied.ok).toBe(false);
});

const SEED_BYTES = 1024 * 1024;

/** A patch of a few bytes that makes a file of `times` the seed. */
async function applyBomb(seed: Uint8Array, times: number) {
  const { repository: other, commit: base } = await TestRepository.create({ seed });
  const [blob = ""] = other.git("rev-parse", "HEAD:seed").toString().split("\n");
  const patch = Buffer.from(
    `diff --git a/seed b/seed\nindex ${blob}..${blobId(seed, times)} 100644\nGIT binary patch\n${binaryHunk("delta", deltaBomb(SEED_BYTES, times))}\n`,
  );
  expect(patch.length).toBeLessThan(20_000);
  const applied = await applyDiff(other.gitDir, base, patch);
  const leftBehind = readdirSync(other.gitDir).filter((name) => name.startsWith("berth"));
  const objects = other.git("count-objects").toString();
  await other.remove();
  return { applied, leftBehind, objects };
}

/** As git would name it; of no use where git never comes to look at it. */
function blobId(seed: Uint8Array, times: number): string {
  if (times > 2000) return "1".repeat(40);
  const hash = createHash("sha1").update(`blob ${seed.length * times}\0`);
  for (let time = 0; time < times; time += 1) hash.update(seed);
  return hash.digest("hex");
}

test.each([
  ["more than there is memory", randomBytes(SEED_BYTES), 20_000, "Out of memory"],
  ["more than git may write", randomBytes(SEED_BYTES), 300, "went over its limit"],
  ["more than a file may have", Buffer.alloc(SEED_BYTES), 300, "makes a file of 314572800 bytes"],
  ["a diff without end", Buffer.alloc(SEED_BYTES, `${"x".repeat(999)}\n`), 40, "makes a diff of"],
])("a small patch that makes %s is refused", async (_what, seed, times, detail) => {
  const { applied, leftBehind, objects } = await applyBomb(seed, times);
  expect(applied).toMatchObject({ ok: false, failure: { reason: "does-not-apply" } });
  expect(!applied.ok && applied.failure.detail).toContain(detail);
  expect(leftBehind).toEqual([]);
  // Those of the first commit.
  expect(objects).toMatch(/^3 objects/);
});

/** A delta that copies its whole source, `times` over. */
function deltaBomb(sourceBytes: number, times: number): Buffer {
  const copyAll = Buffer.from([0x80 | 0x40, (sourceBytes >> 16) & 0xff]);
  const header = [...sizeBytes(sourceBytes), ...sizeBytes(sourceBytes * times)];
  return Buffer.concat([Buffer.from(header), ...Array.from({ length: times }, () => copyAll)]);
}

/** Git's number format: seven bits a byte, the low ones first. */
function sizeBytes(size: number): number[] {
  const low = size % 128;
  const rest = Math.floor(size / 128);
  return rest === 0 ? [low] : [low + 128, ...sizeBytes(rest)];
}

const BASE85 =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/** As git writes it: the length inflated, then lines of up to 52 bytes in base 85. */
function binaryHunk(kind: "literal" | "delta", content: Buffer): string {
  const deflated = deflateSync(content);
  const lines: string[] = [];
  for (let start = 0; start < deflated.length; start += 52) {
    const part = deflated.subarray(start, start + 52);
    const length = String.fromCharCode(part.length > 26 ? part.length + 70 : part.length + 64);
    lines.push(length + base85(part));
  }
  return `${kind} ${content.length}\n${lines.join("\n")}\n`;
}

function base85(bytes: Buffer): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 4) {
    let value = Buffer.concat([bytes.subarray(start, start + 4), Buffer.alloc(4)]).readUInt32BE();
    let group = "";
    for (let digit = 0; digit < 5; digit += 1) {
      group = BASE85.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}

test("leaves neither an index nor a file behind", async () => {
  const before = readdirSync(repository.folder);
  const patch = await patchOf({ "a.txt": "x\n" });
  await applyDiff(repository.gitDir, commit, patch);
  await applyDiff(repository.gitDir, commit, Buffer.from("nonsense"));
  expect(readdirSync(repository.folder)).toEqual(before);
  expect(readdirSync(repository.gitDir).filter((name) => name.startsWith("berth"))).toEqual([]);
});
