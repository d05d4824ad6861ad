import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileDiff } from "../task/file-diff.ts";
import { parseDiff } from "../task/parse-diff.ts";
import { pageDiff } from "./diff-pages.ts";
import { patchOf } from "./report.fixture.ts";
import { byteLength } from "./text-size.ts";

function parsed(patch: string): FileDiff[] {
  const result = parseDiff(Buffer.from(patch));
  if (!result.ok) throw new Error(`${result.failure.message}\n${patch}`);
  return result.value;
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `line ${index}`);
}

/** The kinds of lines of a diff with their bytes, without hunks and files. */
function linesOf(files: readonly FileDiff[]): string[] {
  return files.flatMap(({ path, hunks }) =>
    hunks.flatMap(({ lines }) =>
      lines.map(({ kind, bytes }) => `${path} ${kind} ${Buffer.from(bytes).toString()}`),
    ),
  );
}

describe("a diff on pages", () => {
  it("is one page where it fits, without the ids of blobs", () => {
    const { pages, leftOut } = pageDiff(parsed(patchOf("a", ["x"])), {
      first: 1_000,
      further: 1_000,
      pages: 5,
    });
    expect(leftOut).toBeNull();
    expect(pages).toEqual([
      "diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@ export function start()\n-old\n+x\n end",
    ]);
  });

  it("turns the page at a file, where the page is used for the better half", () => {
    const files = parsed(["a", "b", "c"].map((path) => patchOf(path, numbered(60))).join(""));
    const { pages } = pageDiff(files, { first: 1_000, further: 1_000, pages: 5 });
    expect(pages.map((page) => parsed(`${page}\n`).map(({ path }) => path))).toEqual([
      ["a"],
      ["b"],
      ["c"],
    ]);
  });

  it("turns the page at a hunk, and repeats the file's header", () => {
    const hunk = (start: number): string =>
      `@@ -${start},1 +${start},1 @@\n-${"a".repeat(300)}\n+${"b".repeat(300)}\n`;
    const header = "diff --git a/a b/a\n--- a/a\n+++ b/a\n";
    const files = parsed(header + hunk(1) + hunk(10) + hunk(20));
    const { pages } = pageDiff(files, { first: 900, further: 900, pages: 5 });
    expect(pages).toEqual([1, 10, 20].map((start) => (header + hunk(start)).trimEnd()));
  });

  it("tears a hunk apart where it has to, with new numbers", () => {
    const { pages } = pageDiff(parsed(patchOf("a", numbered(150))), {
      first: 1_000,
      further: 1_000,
      pages: 5,
    });
    expect(pages[1]?.split("\n").slice(0, 5)).toMatchInlineSnapshot(`
      [
        "diff --git a/a b/a",
        "--- a/a",
        "+++ b/a",
        "@@ -1,0 +53,51 @@ export function start()",
        "+line 52",
      ]
    `);
  });

  it("counts what does not fit", () => {
    const files = parsed(patchOf("a", numbered(500)) + patchOf("b", numbered(500)));
    const { pages, leftOut } = pageDiff(files, { first: 1_000, further: 1_000, pages: 2 });
    const shown = pages.flatMap((page) => linesOf(parsed(`${page}\n`)));
    const changed = shown.filter((line) => !line.includes(" context "));
    expect(leftOut).toEqual({ files: 2, lines: 1_002 - changed.length });
  });
});

const line = fc.string({ unit: fc.constantFrom("a", "é", " ", "`", "+"), maxLength: 30 });
const patch = fc
  .array(fc.array(line, { maxLength: 60 }), { maxLength: 5 })
  .map((files) => files.map((lines, index) => patchOf(`f${index}`, lines)).join(""));
const budgets = fc.record({
  first: fc.integer({ min: 0, max: 3_000 }),
  further: fc.integer({ min: 1_000, max: 3_000 }),
  pages: fc.constantFrom(2, 5, 100),
});

it("shows every line once and in order, on pages that are patches of their own", () => {
  fc.assert(
    fc.property(patch, budgets, (text, budget) => {
      const files = parsed(text);
      const { pages, leftOut } = pageDiff(files, budget);
      const shown = pages.filter((page) => page !== "").flatMap((page) => parsed(`${page}\n`));
      const all = linesOf(files);
      const lines = linesOf(shown);
      const sizes = pages.map(
        (page, index) => byteLength(page) - (index ? budget.further : budget.first),
      );
      expect(lines).toEqual(all.slice(0, lines.length));
      expect(leftOut === null).toBe(lines.length === all.length);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(0);
      expect(pages.length).toBeLessThanOrEqual(budget.pages);
    }),
  );
});
