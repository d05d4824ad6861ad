import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseRelativePath } from "./relative-path.ts";

test.each([
  [".", "."],
  ["./", "."],
  ["services/backend", "services/backend"],
  ["./services//backend/", "services/backend"],
  ["a/./b", "a/b"],
  ["..a/b..", "..a/b.."],
  [".github", ".github"],
])("%s is read as %s", (text, path) => {
  expect(parseRelativePath(text)).toEqual({ ok: true, value: path });
});

test.each([
  ["/abs/x", "an absolute path", "abs/x"],
  ["/", "an absolute path", "."],
  ["a\\b", "a backslash", "a/b"],
])("%s is refused as %s, and %s suggested", (text, found, suggestion) => {
  expect(parseRelativePath(text)).toMatchObject({ ok: false, failure: { found, suggestion } });
});

test.each([
  ["", "an empty text"],
  ["..", "a step out of a folder"],
  ["a/../b", "a step out of a folder"],
  ["/../etc", "an absolute path"],
  ["~/x", "a path in a home folder"],
  [".git/hooks", "git's own folder"],
  ["a/.GIT", "git's own folder"],
  ["a\0b", "a control character"],
  ["a\nb", "a control character"],
  ["a".repeat(1025), "a text of 1025 characters"],
])("%j is refused as %s", (text, found) => {
  expect(parseRelativePath(text)).toMatchObject({ ok: false, failure: { found } });
});

test("whatever is accepted stays inside", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...Array.from("a./\\~ g")), maxLength: 20 }),
      (text) => {
        const result = parseRelativePath(text);
        if (!result.ok) return;
        expect(result.value.startsWith("/")).toBe(false);
        expect(result.value.split("/")).not.toContain("..");
      },
    ),
  );
});
