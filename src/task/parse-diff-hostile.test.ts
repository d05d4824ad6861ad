import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { PatchProblem } from "./file-diff.ts";
import { parseDiff } from "./parse-diff.ts";

function problem(patch: string): PatchProblem | null {
  const parsed = parseDiff(Buffer.from(patch, "latin1"));
  return parsed.ok ? null : parsed.failure;
}

const HEAD = "diff --git a/x b/x\nindex 1111111..2222222 100644\n--- a/x\n+++ b/x\n";

describe("a patch that git did not write fails with its line", () => {
  test.each<[string, string, number]>([
    ["text", "hello\n", 1],
    ["an unmerged path", "* Unmerged path x\n", 1],
    ["a combined diff", "diff --cc x\n", 1],
    ["a title without names", "diff --git \n", 1],
    ["a title without prefixes", "diff --git x x\n", 1],
    ["two names without a rename", "diff --git a/x b/y\n", 1],
    ["two quoted names without a rename", 'diff --git "a/x\\n" "b/y\\n"\n', 1],
    ["an open quote", 'diff --git "a/x b/x\n', 1],
    ["an unknown escape", 'diff --git "a/\\x41" "b/\\x41"\n', 1],
    ["names that differ from the title", HEAD.replace("+++ b/x", "+++ b/y"), 1],
    ["a rename that differs from the title", "diff --git a/x b/y\nrename from x\nrename to z\n", 1],
    ["a new file that had a name", HEAD.replace("index", "new file mode 100644\nindex"), 1],
    ["a mode that is none", "diff --git a/x b/x\nold mode 10064x\n", 2],
    ["a similarity that is none", "diff --git a/x b/x\nsimilarity index many\n", 2],
    ["a blob that is none", "diff --git a/x b/x\nindex x..y\n", 2],
    ["an unknown line", "diff --git a/x b/x\nmood index 3\n", 2],
    ["a hunk without numbers", `${HEAD}@@ a @@\n`, 5],
    ["a hunk with too large a number", `${HEAD}@@ -1,99999999999 +1 @@\n`, 5],
    ["a hunk that ends early", `${HEAD}@@ -1,2 +1 @@\n-a\n`, 7],
    ["a hunk with too many lines", `${HEAD}@@ -1 +1 @@\n-a\n-b\n+c\n`, 7],
    ["a line without a sign", `${HEAD}@@ -1 +1 @@\n-a\nb\n`, 7],
    ["hunks in the wrong order", `${HEAD}@@ -5 +5 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n`, 8],
    ["hunks over each other", `${HEAD}@@ -1,2 +1,2 @@\n a\n b\n@@ -2 +2 @@\n-b\n+c\n`, 8],
    ["a hunk that moves lines for nothing", `${HEAD}@@ -1 +1 @@\n-a\n+b\n@@ -5 +9 @@\n-a\n+b\n`, 8],
    ["binary data without an end", `${HEAD}GIT binary patch\nliteral 3\nKcmZ\n`, 6],
    ["binary data without a beginning", `${HEAD}GIT binary patch\n\n`, 6],
  ])("%s", (_, patch, line) => {
    expect(problem(patch)?.line).toBe(line);
  });
});

it("takes an empty patch for no change", () => {
  expect(parseDiff(new Uint8Array())).toEqual({ ok: true, value: [] });
});

it("reads a patch that is a part of a larger buffer", () => {
  const whole = Buffer.from(`xx${HEAD}@@ -1 +1 @@\n-a\n+b\nyy`);
  expect(parseDiff(whole.subarray(2, -2))).toMatchObject({ ok: true, value: [{ path: "x" }] });
});

const PIECES = [
  "diff --git a/x b/x\n",
  "--- a/x\n",
  "+++ b/x\n",
  "@@ -1 +1 @@\n",
  "-a\n",
  "+b\n",
  " c\n",
  "\\ No newline at end of file\n",
  "GIT binary patch\n",
  "literal 1\n",
  "rename from x\n",
  "rename to y\n",
  "similarity index 90%\n",
  "new file mode 100644\n",
  "\n",
  "\0",
  '"\\',
];

it("never throws, whatever the bytes", () => {
  const piece = fc.oneof(fc.string({ unit: "binary", maxLength: 5 }), fc.constantFrom(...PIECES));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 15 }), fc.boolean(), (pieces, isPatch) => {
      const patch = (isPatch ? HEAD : "") + pieces.join("");
      const parsed = parseDiff(Buffer.from(patch, "latin1"));
      const lines = patch.split("\n").length;
      expect(parsed.ok || parsed.failure.line <= lines).toBe(true);
    }),
  );
});

const SIZE = 4_000_000;

test.each([
  ["files", "", "diff --git a/x b/x\nold mode 100644\nnew mode 100755\n"],
  ["one long title", "diff --git a/x ", "y"],
  ["one long quoted title", 'diff --git "a/', "\\\\"],
  ["spaces and quotes in a title", "diff --git ", ' "'],
  ["lines of one hunk", `${HEAD}@@ -0,0 +1,999999999 @@\n`, "+\n"],
  ["empty lines", `${HEAD}@@ -1,999999999 +1,999999999 @@\n`, "\n"],
  ["hunks", HEAD, "@@ -0,0 +0,0 @@\n"],
  ["binary lines", `${HEAD}GIT binary patch\nliteral 3\n`, "KcmZ\n"],
  ["deleted files", "", "diff --git a/x b/x\ndeleted file mode 100644\n"],
])("several megabytes of %s end quickly", { timeout: 30_000 }, (_, lead, repeated) => {
  const start = performance.now();
  problem(lead + repeated.repeat(SIZE / repeated.length));
  expect(performance.now() - start).toBeLessThan(15_000);
});
