import { expect, test } from "vitest";
import { parseShownDiff } from "./parse-shown-diff.ts";

function ofLines(lines: number) {
  const patch = `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,0 +1,${lines} @@\n${"+\n".repeat(lines)}`;
  return { patch: Buffer.from(patch), patchBytes: patch.length, files: [] };
}

test("a diff of very many lines is not parsed, and says why", () => {
  expect(parseShownDiff(ofLines(99_990)).files).toHaveLength(1);
  expect(parseShownDiff(ofLines(200_000))).toEqual({
    files: null,
    why: "The diff is too large to show: 200,004 lines.",
  });
});

test("a diff that was too large to keep says how large it was", () => {
  expect(parseShownDiff({ patch: null, patchBytes: 30_000_000, files: [] })).toEqual({
    files: null,
    why: "The diff is too large to show: 30,000,000 bytes.",
  });
});

test("a diff that git did not write is not shown", () => {
  const patch = Buffer.from("anything\n");
  expect(parseShownDiff({ patch, patchBytes: 9, files: [] }).files).toBeNull();
});
