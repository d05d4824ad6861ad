import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { HOSTILE } from "./hostile-texts.fixture.ts";
import { codeSpan, fence, plain } from "./inert.ts";
import { liveText, nodesOf } from "./markdown.fixture.ts";

/** The output between two paragraphs of ours, which must stay what they are. */
function around(markdown: string): string {
  return `before\n\n${markdown}\n\nafter`;
}

function assertInert(markdown: string, allowed: readonly string[]): void {
  const nodes = nodesOf(around(markdown));
  const types = new Set(nodes.map((node) => node.type));
  expect([...types].filter((type) => !allowed.includes(type))).toEqual([]);
  expect(liveText(nodes)).toEqual([]);
  const texts = nodes.flatMap((node) => (node.type === "text" ? [node.value] : []));
  expect([texts[0], texts.at(-1)]).toEqual(["before", "after"]);
}

describe("hostile text stays text", () => {
  test.each(HOSTILE)("in a fence: %j", (text) => {
    assertInert(fence(text), ["root", "paragraph", "text", "code"]);
    expect(nodesOf(fence(text)).filter(({ type }) => type === "code")).toHaveLength(1);
  });

  test.each(HOSTILE)("in a code span: %j", (text) => {
    assertInert(codeSpan(text), ["root", "paragraph", "text", "inlineCode"]);
    expect(codeSpan(text)).not.toContain("\n");
    assertInert(`1. ${codeSpan(text)}`, "root paragraph text inlineCode list listItem".split(" "));
  });

  test.each(HOSTILE)("in prose: %j", (text) => {
    assertInert(plain(text), ["root", "paragraph", "text", "inlineCode"]);
    assertInert(`x ${plain(text)} y`, ["root", "paragraph", "text", "inlineCode"]);
    expect(plain(text)).not.toContain("\n");
  });

  it("whatever it is made of", () => {
    const piece = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.constantFrom(
        "`",
        "``",
        "```",
        "~~~",
        "\n",
        "@",
        "#",
        "<",
        "&",
        "[",
        "](",
        "\\",
        "|",
        "\r",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    );
    const allowed = ["root", "paragraph", "text", "inlineCode", "code"];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        for (const inert of [fence(text), codeSpan(text), plain(text)]) {
          assertInert(inert, allowed);
          expect(inert).not.toMatch(/[\p{Cc}--[\n\t]]|\p{Cs}|[\u{202a}-\u{202e}]/v);
        }
      }),
    );
  });
});

describe("a fence", () => {
  it("is longer than any run of backticks inside", () => {
    expect(fence("a\n````\nb", "diff")).toBe("`````diff\na\n````\nb\n`````");
  });

  it("does not grow with a run that is absurdly long", () => {
    expect(fence("`".repeat(50_000)).length).toBeLessThan(200);
  });

  it("takes colours away and writes out what cannot be seen", () => {
    expect(fence("\x1b[32m✔️ ok\x1b[0m \u{202e}x\x07 \u{3000}\n")).toBe(
      "```\n✔️ ok \\u{202e}x\\u{7} \\u{3000}\n```",
    );
  });

  it("begins a line where a terminal would overwrite one", () => {
    expect(fence("10%\r100%\r\ndone\r\n")).toBe("```\n10%\n100%\ndone\n```");
  });

  it("lets nothing but a language behind its ticks", () => {
    expect(fence("a", "sh `x`\n@y")).toBe("```shxy\na\n```");
  });

  it("cuts a line that nobody could read", () => {
    expect(fence("x".repeat(5_000))).toMatch(/^```\nx{2000}… \(3000 more characters\)\n```$/);
  });

  it("is made in time also of escape sequences that do not end", () => {
    const start = performance.now();
    fence(`\x1b]${"a".repeat(1_000_000)}`);
    fence(`\x1b]${"a".repeat(2_000)}\n`.repeat(100));
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

describe("a code span", () => {
  test.each([
    ["npm test", "`npm test`"],
    ["echo `date`", "`` echo `date` ``"],
    ["`", "`` ` ``"],
    ["npm ci\n  npm test\n", "`npm ci ↵ npm test`"],
    ["a\tb", "`a b`"],
    ["", "(nothing)"],
  ])("of %j is %j", (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  it("is cut with an ellipsis, and never inside a character", () => {
    expect(codeSpan("abcdef", 3)).toBe("`abc…`");
    expect(codeSpan("😀😀😀😀", 3)).toBe("`😀😀😀…`");
  });
});

describe("plain text", () => {
  test.each([
    ["The key `cache.ttl` has no effect.", "The key `cache.ttl` has no effect."],
    ["2 * 3 _x_ <b> & [c]", "2 \\* 3 \\_x\\_ &lt;b&gt; &amp; \\[c\\]"],
    ["ask @octocat, see #12", "ask `@octocat,` see `#12`"],
    ["`a``b`", "`a` `b`"],
    ["an `open quote", "an \\`open quote"],
    ["# one\n- two", "\\# one - two"],
    ["1. one", "1\\. one"],
    ["feedback on 3 files", "feedback on 3 files"],
  ])("%j is %j", (text, prose) => {
    expect(plain(text)).toBe(prose);
  });

  it("is cut with an ellipsis", () => {
    expect(plain("one two three", 7)).toBe("one two…");
  });
});
