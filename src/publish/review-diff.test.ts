import { expect, it } from "vitest";
import type { TaskReport } from "../task/report.ts";
import { findMarker } from "./marker.ts";
import { CHANGED, diffOf, patchOf } from "./report.fixture.ts";
import { renderReview } from "./review.ts";

const context = { handle: "codex" };

function body(report: TaskReport): string {
  return renderReview(report, context).body;
}

it("folds a long diff below the names of its files", () => {
  const lines = Array.from({ length: 200 }, (_, index) => `line ${index}`);
  const text = body({ ...CHANGED, diff: diffOf(patchOf("a", lines) + patchOf("b", ["x"])) });
  expect(text).toContain("- `a` (modified, +200 −1)\n- `b` (modified, +1 −1)\n\n<details>");
  expect(text).toContain("<summary>The diff: 213 lines</summary>\n\n```diff\ndiff --git a/a b/a\n");
});

it("lists the files where the diff was too large to keep", () => {
  const diff = { ...diffOf(patchOf("a", ["x"])), patch: null, patchBytes: 12_345_678 };
  expect(body({ ...CHANGED, diff })).toContain(
    "The diff is too large to show: 12,345,678 bytes. It changes:\n\n- `a` (modified, +1 −1)",
  );
});

it("says what is binary instead of showing it", () => {
  const patch =
    "diff --git a/x.png b/x.png\nindex 1111111..2222222 100644\nGIT binary patch\nliteral 3\nKcmZ\n\nliteral 3\nKcmZ\n\n";
  const text = body({ ...CHANGED, diff: diffOf(patch) });
  expect(text).toContain("```diff\ndiff --git a/x.png b/x.png\n(binary, not shown)\n```");
});

it("shows carriage returns only where they are not on every line", () => {
  const every = body({
    ...CHANGED,
    diff: diffOf(
      patchOf("a", ["x"])
        .replaceAll(/^([+\- ].*)$/gm, "$1\r")
        .replaceAll(/^(---|\+\+\+)(.*)\r$/gm, "$1$2"),
    ),
  });
  expect(every).toContain("-old\n+x\n end\n");
  const one = body({ ...CHANGED, diff: diffOf(patchOf("a", ["old\r"])) });
  expect(one).toContain("-old\n+old\\u{d}\n end\n");
});

it("goes on in further comments, each with its marker and its part", () => {
  const lines = Array.from({ length: 3_000 }, (_, index) => `const value${index} = ${index};`);
  const { body: first, furtherComments } = renderReview(
    { ...CHANGED, diff: diffOf(patchOf("a", lines)) },
    context,
  );
  expect(first).toContain("The diff, part 1 of 2:");
  expect(furtherComments.map(findMarker)).toEqual([{ taskId: CHANGED.taskId, part: 2 }]);
  expect(furtherComments[0]?.split("\n").slice(1, 9)).toMatchInlineSnapshot(`
    [
      "\`npm run format\` changed more than fits into one comment.",
      "",
      "The diff, part 2 of 2:",
      "",
      "\`\`\`diff",
      "diff --git a/a b/a",
      "--- a/a",
      "+++ b/a",
    ]
  `);
});

it("ends a diff that is longer than that, and says how much is missing", () => {
  const lines = Array.from({ length: 30_000 }, (_, index) => `const value${index} = ${index};`);
  const diff = diffOf(patchOf("a", lines) + patchOf("b", ["x"]));
  const { furtherComments } = renderReview({ ...CHANGED, diff }, context);
  expect(furtherComments).toHaveLength(4);
  expect(furtherComments.at(-1)?.split("\n").at(-1)).toMatch(
    /^The diff ends here: [\d,]+ more changed lines in 2 files did not fit\.$/,
  );
});
