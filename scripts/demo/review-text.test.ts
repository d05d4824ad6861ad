import { describe, expect, test } from "vitest";
import { markdownAsText } from "./markdown-text.ts";
import { PLAIN, type Paint } from "./paint.ts";
import { reviewAsText } from "./review-text.ts";

/** Styles written out, so that a test can see them. */
const NAMED: Paint = { hasColours: true, apply: (style, text) => `<${String(style)}>${text}</>` };

function plain(markdown: string): string {
  return markdownAsText(markdown, { paint: PLAIN });
}

function named(markdown: string): string {
  return markdownAsText(markdown, { paint: NAMED });
}

describe("Markdown on a terminal", () => {
  test("prose has no marks of its own, and keeps to the width", () => {
    const markdown = `<!-- a marker -->\n**Please** note\n\n<sub>${"word ".repeat(20)}</sub>`;
    expect(plain(markdown)).toBe(
      `Please note\n\n${"word ".repeat(15).trim()}\n${"word ".repeat(5).trim()}`,
    );
  });

  test("code in prose is coloured, or else keeps its backticks", () => {
    expect(named("run `npm test` **now**")).toBe("run <cyan>npm test</> <bold>now</>");
    expect(plain("run `npm test` **now**")).toBe("run `npm test` now");
  });

  test("a folded section is unfolded below its summary", () => {
    const markdown = "<details>\n<summary>Work log: 2 phases</summary>\n\ninside\n\n</details>\n";
    expect(plain(markdown)).toBe("▾ Work log: 2 phases\n\ninside");
  });

  test("a table stands in columns, numbers to the right", () => {
    const markdown = "| phase | time |\n|---|--:|\n| fetch | 0.2 s |\n| agent | 12 s |\n";
    expect(plain(markdown)).toBe("phase   time\nfetch  0.2 s\nagent   12 s");
    expect(named(markdown)).toContain("<bold>phase   time</>\n");
  });

  test("lists keep their signs, and what belongs to an item its place", () => {
    expect(plain("- one\n\n  more of it\n- two\n")).toBe("- one\n\n  more of it\n- two");
    expect(plain("3. one\n4. two\n")).toBe("3. one\n4. two");
  });

  test("output is set in, and a diff is coloured by its lines", () => {
    expect(plain("```\na **b**\n\n```")).toBe("  a **b**\n");
    expect(named("```diff\n--- a/x\n@@ -1 +1 @@\n-a\n+b\n c\n```")).toBe(
      "<bold>--- a/x</>\n<cyan>@@ -1 +1 @@</>\n<red>-a</>\n<green>+b</>\n c",
    );
  });

  test("text without a sense of its own here is not lost", () => {
    expect(plain("# title\n\n> [a link](https://example.com)\n\n---\n\nend")).toBe(
      "title\n\n> a link\n\nend",
    );
  });
});

test("a review is its body and each suggestion as the change that it makes", () => {
  const comment = { path: "src/cart.js", body: "```suggestion\nnew\n```" };
  const review = {
    id: 1,
    html_url: "",
    author: "berth[bot]",
    body: "`x` changed 1 file.",
    comments: [
      { ...comment, startLine: 5, line: 6, replaced: ["old", "older"] },
      { ...comment, startLine: null, line: 9, replaced: ["gone"], body: "```suggestion\n```" },
    ],
  };
  const rule = "─".repeat(78);
  expect(reviewAsText(review, PLAIN).split(`${rule}\n`)).toEqual([
    "",
    "berth[bot] reviewed\n\n`x` changed 1 file.\n",
    "src/cart.js, lines 5 to 6\n\n-old\n-older\n+new\n",
    `src/cart.js, line 9\n\n-gone\n${rule}`,
  ]);
});
