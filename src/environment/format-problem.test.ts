import { expect, test } from "vitest";
import { formatProblem } from "./format-problem.ts";
import type { Problem } from "./problem.ts";

function problem(changes: Partial<Problem>): Problem {
  return {
    file: ".codex/environment.yml",
    line: 14,
    column: 9,
    path: "network.agent.domains[2]",
    message: '"https://example.com/*": a domain is expected, found a URL; write "example.com"',
    expected: "a domain",
    found: "a URL",
    suggestion: "example.com",
    sourceLine: '      - "https://example.com/*"',
    length: 23,
    ...changes,
  };
}

/** Source and caret line only. */
function picture(changes: Partial<Problem>): string[] {
  return formatProblem(problem(changes)).split("\n").slice(1);
}

test("a problem is a line with its place, the source line, and a caret under what is meant", () => {
  expect(formatProblem(problem({}))).toBe(
    [
      '.codex/environment.yml:14:9  network.agent.domains[2]: "https://example.com/*": a domain is expected, found a URL; write "example.com"',
      '  14 |       - "https://example.com/*"',
      "     |         ^~~~~~~~~~~~~~~~~~~~~~~",
    ].join("\n"),
  );
});

test("a problem of an empty line has no picture", () => {
  const text = formatProblem(problem({ path: "", message: "it is empty", sourceLine: " " }));
  expect(text).toBe(".codex/environment.yml:14:9  it is empty");
});

test("tabs are drawn as spaces, and the caret stands behind them", () => {
  expect(picture({ sourceLine: "\ta:\tb", column: 5, length: 1 })).toEqual([
    "  14 |     a:    b",
    "     |           ^",
  ]);
});

test("wide characters take two cells, and combining marks none", () => {
  expect(picture({ sourceLine: "日本: e\u0301\u{1f600} x", column: 5, length: 4 })).toEqual([
    "  14 | 日本: e\u0301\u{1f600} x",
    "     |       ^~~",
  ]);
});

test("escape sequences, overrides and invisible characters are written out", () => {
  const hostile = "\u001b[2Jred\u0007\u202e\u200b\u2028\ud800";
  expect(picture({ sourceLine: hostile, column: 1, length: 4 })).toEqual([
    "  14 | \\x1b[2Jred\\x07\\u{202e}\\u{200b}\\u{2028}\\u{d800}",
    "     | ^~~~~~~",
  ]);
  const everywhere = { file: hostile, path: hostile, message: hostile, sourceLine: hostile };
  expect(formatProblem(problem(everywhere))).not.toMatch(/[^\n\P{C}]/u);
});

test("of a long line only the part around what is meant is shown", () => {
  const [source, caret] = picture({ sourceLine: "x".repeat(60_000), column: 30_001, length: 5 });
  expect(source).toBe(`  14 | ...${"x".repeat(120)}...`);
  expect(caret).toBe(`     | ${" ".repeat(43)}^~~~~`);
});
