import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { applyDiff } from "../../../src/git/apply-diff.ts";
import type { CommitId } from "../../../src/git/commit-id.ts";
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

test("leaves neither an index nor a file behind", async () => {
  const before = readdirSync(repository.folder);
  const patch = await patchOf({ "a.txt": "x\n" });
  await applyDiff(repository.gitDir, commit, patch);
  await applyDiff(repository.gitDir, commit, Buffer.from("nonsense"));
  expect(readdirSync(repository.folder)).toEqual(before);
  expect(readdirSync(repository.gitDir).filter((name) => name.startsWith("berth"))).toEqual([]);
});
