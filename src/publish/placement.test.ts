import * as fc from "fast-check";
import { afterAll, describe, expect, it, test } from "vitest";
import type { FileDiff } from "../task/file-diff.ts";
import { parseDiff } from "../task/parse-diff.ts";
import { file, TreeRepository, type Tree } from "../task/tree-repository.fixture.ts";
import { changedRuns, type ChangedRun } from "./changed-runs.ts";
import { placeSuggestions, type Placement } from "./placement.ts";
import type { Suggestion } from "./suggestion.ts";

const repository = new TreeRepository();
afterAll(() => {
  repository.remove();
});

/** Texts as strings of bytes. */
interface Change {
  /** Before the pull request; where it is left out, the pull request adds the file. */
  readonly base?: string;
  /** At the pull request's head, on which the task ran. */
  readonly head: string;
  readonly result: string;
}

function diff(before: Tree, after: Tree): FileDiff[] {
  const parsed = parseDiff(repository.diff(before, after, ["--binary", "--full-index", "-M"]));
  if (!parsed.ok) throw new Error(parsed.failure.message);
  return parsed.value;
}

function patchOf({ base, head }: Change): string {
  const before = base === undefined ? {} : { a: file(base) };
  const patch = repository.diff(before, { a: file(head) }, []).toString();
  return patch.slice(patch.indexOf("@@"));
}

function place(change: Change): Placement {
  return placeSuggestions({
    taskDiff: diff({ a: file(change.head) }, { a: file(change.result) }),
    pullRequestFiles: [{ path: "a", patch: patchOf(change) }],
  });
}

const numbers = Array.from({ length: 40 }, (_, index) => `${index + 1}\n`);
const text = numbers.join("");

/** The numbered text with some lines replaced; by number, from 1. */
function edited(changes: Readonly<Record<number, string>>): string {
  return numbers.map((line, index) => changes[index + 1] ?? line).join("");
}

function suggestions(change: Change): Omit<Suggestion, "path">[] {
  return place(change).suggestions.map(({ startLine, line, body }) => ({ startLine, line, body }));
}

function block(content: string): string {
  return `\`\`\`suggestion\n${content}\`\`\``;
}

describe("a suggestion", () => {
  test.each<[string, Record<number, string>, number | null, number, string]>([
    ["replaces a line", { 20: "x\n" }, null, 20, "x\n"],
    ["replaces lines", { 20: "x\n", 21: "y\n", 22: "" }, 20, 22, "x\ny\n"],
    ["deletes lines with nothing in it", { 20: "", 21: "" }, 20, 21, ""],
    ["adds lines behind the line before", { 20: "20\nx\ny\n" }, null, 20, "20\nx\ny\n"],
    ["adds the first line before the next one", { 1: "x\n1\n" }, null, 1, "x\n1\n"],
    ["adds the last line", { 40: "40\nx\n" }, null, 40, "40\nx\n"],
    ["keeps spaces", { 20: "  x  \t\n" }, null, 20, "  x  \t\n"],
    ["takes a neighbour with a blank line", { 20: "\n" }, 19, 20, "19\n\n"],
    ["takes the next line with a blank first one", { 1: "\n" }, 1, 2, "\n2\n"],
    ["may end in blank lines", { 20: "x\n\n\n" }, null, 20, "x\n\n\n"],
  ])("%s", (_, changes, startLine, line, content) => {
    expect(suggestions({ head: text, result: edited(changes) })).toEqual([
      { startLine, line, body: block(content) },
    ]);
  });

  it("has a fence that its content cannot end", () => {
    const [suggestion] = suggestions({ head: text, result: edited({ 20: "````sh\n" }) });
    expect(suggestion?.body).toBe("`````suggestion\n````sh\n`````");
  });

  it("is made of each smallest change of a hunk", () => {
    const result = edited({ 20: "x\n", 22: "", 23: "23\ny\n" });
    expect(suggestions({ head: text, result })).toEqual([
      { startLine: null, line: 20, body: block("x\n") },
      { startLine: null, line: 22, body: block("") },
      { startLine: null, line: 23, body: block("23\ny\n") },
    ]);
  });

  it("does not take a line that another one has", () => {
    // The first change can only stand on line 1, and the second has to go to line 2.
    const result = edited({ 1: "x\n1\ny\n" });
    expect(suggestions({ head: text, result })).toEqual([
      { startLine: null, line: 1, body: block("x\n1\n") },
      { startLine: null, line: 2, body: block("y\n2\n") },
    ]);
  });
});

describe("on a pull request's own diff, a suggestion", () => {
  const base = text;

  test.each<[string, Record<number, string>, Record<number, string>, number]>([
    ["stands on a changed line", { 20: "x\n" }, { 20: "y\n" }, 1],
    ["stands on a line of context", { 20: "x\n" }, { 20: "x\n", 23: "y\n" }, 1],
    ["does not stand outside of the hunk", { 20: "x\n" }, { 20: "x\n", 24: "y\n" }, 0],
    ["does not reach out of the hunk", { 20: "x\n" }, { 20: "x\n", 23: "y\n", 24: "z\n" }, 0],
    ["adds a line at the end of a hunk", { 20: "x\n" }, { 20: "x\n", 23: "23\ny\n" }, 1],
    ["adds a line right before a hunk", { 20: "x\n" }, { 16: "16\ny\n", 20: "x\n" }, 1],
    ["does not reach over a deleted line", { 20: "" }, { 19: "x\n", 20: "", 21: "y\n" }, 0],
    ["stands right behind a deleted line", { 20: "" }, { 20: "", 21: "y\n" }, 1],
    [
      "does not reach from one hunk into the next",
      { 10: "x\n", 18: "x\n" },
      { 10: "x\n", 13: "y\n", 14: "y\n", 15: "y\n", 18: "x\n" },
      0,
    ],
  ])("%s", (_, head, result, count) => {
    const placement = place({ base, head: edited(head), result: edited(result) });
    expect(placement.suggestions).toHaveLength(count);
    expect(placement.leftOut).toBe(1 - count);
  });

  it("is left out where the pull request does not show the file's diff", () => {
    const taskDiff = diff({ a: file("a\n") }, { a: file("b\n") });
    const shown = { path: "a", patch: null };
    const other = { path: "b", patch: "@@ -0,0 +1 @@\n+a" };
    expect(placeSuggestions({ taskDiff, pullRequestFiles: [shown, other] })).toEqual({
      suggestions: [],
      leftOut: 1,
    });
  });
});

describe("nothing is suggested", () => {
  test.each<[string, Change]>([
    ["for carriage returns", { head: "a\r\nb\n", result: "c\r\nb\n" }],
    ["for a carriage return that goes", { head: "a\r\nb\n", result: "a\nb\n" }],
    ["for a missing newline at the end", { head: "a\nb", result: "a\nc" }],
    ["for a newline that goes", { head: "a\nb\n", result: "a\nb" }],
    ["for a newline that comes", { head: "a\nb", result: "a\nb\n" }],
    ["for bytes that are not UTF-8", { head: "a\nb\n", result: "a\n\xe9\n" }],
    ["for bytes that were not UTF-8", { head: "a\n\xe9\n", result: "a\nb\n" }],
    ["for characters that nobody sees", { head: "a\nb\n", result: "a\nb\xe2\x80\xae\n" }],
    ["for binary files", { head: "a\0\n", result: "b\0\n" }],
    ["for a file that was empty", { head: "", result: "a\n" }],
    ["for blank lines in an otherwise changed file", { head: "a\n", result: "\n" }],
    ["for an absurd run of backticks", { head: "a\n", result: `${"`".repeat(41)}\n` }],
    ["for a huge change", { head: "a\n", result: `${"x".repeat(60_000)}\n` }],
  ])("%s", (_, change) => {
    const pullRequestFiles = [{ path: "a", patch: "@@ -0,0 +1,2 @@\n+a\n+b" }];
    const taskDiff = diff({ a: file(change.head) }, { a: file(change.result) });
    expect(placeSuggestions({ taskDiff, pullRequestFiles })).toEqual({
      suggestions: [],
      leftOut: 1,
    });
  });

  test.each<[string, Tree, Tree]>([
    ["for a new file", {}, { a: file("a\n") }],
    ["for a deleted file", { a: file("a\n") }, {}],
    ["for a renamed file", { b: file(text) }, { a: file(`${text}x\n`) }],
    ["for a changed mode", { a: file("a\n") }, { a: file("b\n", "100755") }],
    ["for a link", { a: file("b", "120000") }, { a: file("c", "120000") }],
  ])("%s", (_, before, after) => {
    const pullRequestFiles = [{ path: "a", patch: "@@ -1,2 +1,2 @@\n a\n b" }];
    const placement = placeSuggestions({ taskDiff: diff(before, after), pullRequestFiles });
    expect(placement).toEqual({ suggestions: [], leftOut: 1 });
  });
});

it("gives at most 30 suggestions and counts the rest", () => {
  const lines = Array.from({ length: 200 }, (_, index) => `${index}\n`);
  const result = lines.map((line, index) => (index % 5 === 0 ? "x\n" : line)).join("");
  const { suggestions: placed, leftOut } = place({ head: lines.join(""), result });
  expect([placed.length, leftOut]).toEqual([30, 10]);
});

/** A text with lines replaced as GitHub commits suggestions, from the bottom up. */
function applied(head: string, placed: readonly Suggestion[]): string {
  const lines = head.split(/(?<=\n)/);
  for (const { startLine, line, body } of placed.toReversed()) {
    const first = startLine ?? line;
    const texts = body.split("\n").slice(1, -1);
    lines.splice(first - 1, line - first + 1, ...texts.map((replaced) => `${replaced}\n`));
  }
  return lines.join("");
}

/** The same text with changes of the task made, without any suggestion. */
function changed(head: string, runs: readonly ChangedRun[]): string {
  const lines = head.split(/(?<=\n)/);
  for (const { start, removed, added } of runs.toReversed()) {
    const texts = added.map(({ bytes }) => `${Buffer.from(bytes).toString()}\n`);
    lines.splice(start - 1, removed.length, ...texts);
  }
  return lines.join("");
}

const words = fc.constantFrom("a\n", "b\n", "c\n", "\n", "```\n", "  d\n", "é\n");
const content = fc.array(words, { maxLength: 30 }).map((lines) => lines.join(""));
const latin1 = (characters: string): string => Buffer.from(characters).toString("latin1");

it("makes changes of the task and nothing else, for any pull request", () => {
  const base = fc.option(content, { nil: undefined });
  fc.assert(
    fc.property(base, content, content, (before, head, result) => {
      const [now, after] = [latin1(head), latin1(result)];
      const runs = diff({ a: file(now) }, { a: file(after) }).flatMap((diffOfFile) =>
        diffOfFile.hunks.flatMap(changedRuns),
      );
      const placement = place({
        head: now,
        result: after,
        ...(before === undefined ? {} : { base: latin1(before) }),
      });
      const { suggestions: placed, leftOut } = placement;
      const made = runs.filter((run) =>
        placed.some((suggestion) => applied(head, [suggestion]) === changed(head, [run])),
      );
      expect(changed(head, runs)).toBe(result);
      expect(placed.length + leftOut).toBe(runs.length);
      expect(made.length).toBeGreaterThanOrEqual(placed.length);
      expect(leftOut > 0 || applied(head, placed) === result).toBe(true);
      expect(made.length > placed.length || applied(head, placed) === changed(head, made)).toBe(
        true,
      );
    }),
    { numRuns: 60 },
  );
}, 60_000);
