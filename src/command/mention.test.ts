import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { findMention, hasMention } from "./mention.ts";

function textAfter(markdown: string): string | null {
  return findMention(markdown, "codex")?.text ?? null;
}

describe("a mention counts", () => {
  test.each([
    ["at the start", "@codex run npm test", " run npm test"],
    ["in any case", "@CoDeX run npm test", " run npm test"],
    ["in the middle of a sentence", "Could you (@codex) help", ") help"],
    ["before a comma", "@codex, run npm test", ", run npm test"],
    ["at the end of a sentence", "Thanks @codex.", "."],
    ["in a list", "- a\n- @codex run npm test\n", " run npm test\n"],
    ["in a heading", "# @codex run npm test", " run npm test"],
    ["in bold", "**@codex** run npm test", "** run npm test"],
    ["below a quote", "> @codex run a\n\n@codex run b", " run b"],
    ["below code", "```\n@codex run a\n```\n@codex run b", " run b"],
    ["below a link", "[@codex run a](https://a.example) @codex run b", " run b"],
    ["behind a byte order mark", "\u{feff}@codex run b", " run b"],
    ["behind a comment about a tag", "<!-- <code> -->\n@codex run b", " run b"],
    ["between tags that only format", "<sub>@codex run b</sub>", " run b</sub>"],
    ["behind Windows line ends", "> @codex a\r\n\r\n@codex run b\r\n", " run b\r\n"],
    ["in folded details", "<details>\n\n@codex run b\n\n</details>", " run b\n\n</details>"],
  ])("%s", (_, markdown, text) => {
    expect(textAfter(markdown)).toBe(text);
  });
});

describe("a mention does not count", () => {
  test.each([
    ["in an address", "mail user@codex today"],
    ["as the start of another login", "@codex-bot run a"],
    ["as the end of another login", "@my-codex run a"],
    ["as a team's organisation", "@codex/team run a"],
    ["as a package scope", "node_modules/@codex run"],
    ["as a domain", "@codex.example run a"],
    ["in the possessive", "@codex's review was good"],
    ["behind a backslash", "\\@codex run a"],
    ["in a quote", "> @codex run a"],
    ["in the lazy end of a quote", "> a\n@codex run a"],
    ["in a quote in a list", "- > @codex run a"],
    ["in an alert", "> [!NOTE]\n> @codex run a"],
    ["in a code span", "`@codex run a`"],
    ["in a code span over two lines", "`a\n@codex run a`"],
    ["in a fenced block", "```sh\n@codex run a\n```"],
    ["in a block fenced with tildes", "~~~\n@codex run a\n```\n~~~"],
    ["in a fence that is never closed", "```\n@codex run a"],
    ["in indented code", "a\n\n    @codex run a"],
    ["in link text", "[@codex run a](https://a.example)"],
    ["in the text of a reference link", "[@codex run a][x]\n\n[x]: https://a.example"],
    ["in a link's title", "[a](https://a.example '@codex run a')"],
    ["in image text", "![@codex run a](https://a.example)"],
    ["in a bare link", "https://a.example/(@codex)"],
    ["in a definition", "[x]: https://a.example '@codex run a'"],
    ["in an HTML comment", "<!-- @codex run a -->"],
    ["in an HTML comment in a line", "a <!-- @codex run a --> b"],
    ["in an HTML block", "<div>\n@codex run a\n</div>"],
    ["in an attribute", '<b title="@codex run a">x</b>'],
    ["in an HTML quote", "<blockquote>\n\n@codex run a\n\n</blockquote>"],
    ["in HTML code", "see <code>@codex run a</code>"],
    ["in an HTML link", 'see <a href="https://a.example">@codex run a</a>'],
    ["without a handle at all", "nothing here"],
  ])("%s", (_, markdown) => {
    expect(textAfter(markdown)).toBeNull();
  });
});

it("gives the characters behind the handle exactly as they were typed", () => {
  const typed = ` run npm run format -- --x "a  b" \\* &amp; *x* | <y> \t`;
  expect(textAfter(`Hi!\n\n@codex${typed}`)).toBe(typed);
});

it("gives the first of several mentions", () => {
  expect(textAfter("`@codex x`\n@codex run a\n@codex run b")).toBe(" run a\n@codex run b");
});

it("reads no further than a comment can be long", () => {
  expect(textAfter(`${" \n".repeat(100)}${"x".repeat(65_536)} @codex run a`)).toBeNull();
  expect(textAfter(`@codex ${"x".repeat(70_000)}`)).toHaveLength(65_536 - "@codex".length);
});

const wrappers: readonly ((text: string) => string)[] = [
  (text) => `\`\`\`\`\n${text}\n\`\`\`\``,
  (text) => `~~~~sh\n${text}\n~~~~`,
  (text) => text.replaceAll(/^/gm, "> "),
  (text) => text.replaceAll(/^/gm, "    "),
  (text) => `<!--\n${text}\n-->`,
  (text) => `- a\n\n${text.replaceAll(/^/gm, "  > ")}`,
];

it("never finds one inside a block of code, a quote or a comment, whatever surrounds it", () => {
  const words = fc.constantFrom("@codex", "run", "*", "a", "(", "**", "1.", "|", "\n", "#");
  const hostile = fc
    .array(words, { maxLength: 12 })
    .map((parts) => parts.join(" ").replaceAll(/\n\s*/g, "\n"));
  const wrapper = fc.constantFrom(...wrappers);
  fc.assert(
    fc.property(hostile, wrapper, (text, wrap) => {
      expect(textAfter(`Look:\n\n${wrap(text)}\n\n@someone else`)).toBeNull();
    }),
  );
});

it("never throws, and finds only what stands in the comment", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("@codex", "> ", "- ", "`", "```\n", "\n", "[", "](", "<a>", "<!--", "\t", "\r"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const markdown = pieces.join("");
      const text = textAfter(markdown);
      expect(text === null || markdown.endsWith(text)).toBe(true);
    }),
  );
});

const hostile: Record<string, string> = {
  "quote marks": ">",
  "spaced quote marks": "> ",
  "quotes and lists": "> - 1. ",
  "opening brackets": "[",
  "images in images": "![[]()",
  "links in links": "[a](<b",
  footnotes: "[^a]:",
  "stars and words": "*a **b",
  "lazy lines": "b\n",
  "empty list items": "-\n",
  definitions: "[a]: b\n",
  "table rows": "|a|b|\n|-|-|\n",
  "open comments": "<!--",
  "open instructions": "<?",
  "links with an open title": "[a](b (",
  "definitions with an open title": "[a]: b (\n",
  "code spans with a bracket": "`[` ]",
  "half entities": "&#",
  mentions: "`@codex` ",
};

test.each(Object.entries(hostile))(
  "65,536 characters of %s end quickly",
  { timeout: 30_000 },
  (_, pattern) => {
    const lead = pattern.startsWith("b") ? ">a\n" : "";
    const hostileText = lead + pattern.repeat(65_500 / pattern.length);
    const start = performance.now();
    findMention(`${hostileText}\n\n@codex run a`, "codex");
    expect(performance.now() - start).toBeLessThan(15_000);
  },
);

test.each(["x@codex.io", "@codexer", "@codex/team", "@codex.com", "codex"])(
  "%j is told from a mention without reading the Markdown",
  (text) => expect(hasMention(text, "codex")).toBe(false),
);

test.each(["@codex", "hi @Codex: run", "> `@codex` x", "@codex.", "a@codex.io @codex"])(
  "%j may be a mention, without reading the Markdown",
  (text) => expect(hasMention(text, "codex")).toBe(true),
);
