import { describe, expect, it, test } from "vitest";
import type { TaskReport } from "../task/report.ts";
import { CHANGED, diffOf, patchOf, SETUP_FAILED } from "./report.fixture.ts";
import { renderReview } from "./review.ts";

const context = { handle: "codex" };

function body(report: TaskReport): string {
  return renderReview(report, context).body;
}

/** The line below the marker. */
function firstLine(report: TaskReport): string | undefined {
  return body(report).split("\n")[1];
}

it("shows what changed, and folds the rest", () => {
  expect(body(CHANGED)).toMatchInlineSnapshot(`
    "<!-- berth:task_e_0123456789abcdef0123456789abcdef part=1 -->
    \`npm run format\` changed 1 file (+1 −1).

    \`\`\`diff
    diff --git a/src/start.ts b/src/start.ts
    --- a/src/start.ts
    +++ b/src/start.ts
    @@ -1,2 +1,2 @@ export function start()
    -old
    +new
     end
    \`\`\`

    <details>
    <summary>Work log: 4 phases in 1 m 05 s, from scratch</summary>

    | phase | time | exit code |
    |---|--:|--:|
    | checkout | 0.4 s | 0 |
    | dependencies | 1 m 01 s | 0 |
    | agent | 3.0 s | 0 |
    | diff | 0.0 s | 0 |

    **dependencies**

    - \`npm ci\` exited with 0 after 1 m 01 s

    \`\`\`
    added 512 packages in 1m
    \`\`\`

    **agent**

    - \`npm run format\` exited with 0 after 2.9 s

    (204 earlier lines left out)

    \`\`\`
    > app@1.0.0 format
    > prettier --write .
    src/start.ts 12ms
    \`\`\`

    </details>

    <sub>commit 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b · asked by \`octocat\` · task \`task_e_0123456789abcdef0123456789abcdef\` · \`@codex help\` says what else I can do</sub>"
  `);
});

it("shows what failed, why, and what to do", () => {
  expect(body(SETUP_FAILED)).toMatchInlineSnapshot(`
    "<!-- berth:task_e_0123456789abcdef0123456789abcdef part=1 -->
    \`npm run format\` was not run, since the environment is not ready.

    \`npm ci\` exited with 1, expected 0.

    **What to do:** Run \`npm install\` and commit \`package-lock.json\`.

    The output:

    \`\`\`
    npm error code EUSAGE
    npm error \`npm ci\` can only install packages when they are in sync.
    \`\`\`

    (70 lines left out)

    \`\`\`
    npm error Run "npm help ci" for more info
    \`\`\`

    <details>
    <summary>Work log: 2 phases in 3.8 s, from scratch</summary>

    | phase | time | exit code |
    |---|--:|--:|
    | checkout | 0.4 s | 0 |
    | dependencies | 3.4 s | 1 |

    **dependencies**

    - \`npm ci\` exited with 1 after 3.3 s

    </details>

    <sub>commit 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b · asked by \`octocat\` · task \`task_e_0123456789abcdef0123456789abcdef\` · \`@codex help\` says what else I can do</sub>"
  `);
});

it("answers shortly where nothing changed, with what the command said", () => {
  const report: TaskReport = { ...CHANGED, outcome: "unchanged", diff: null, phases: [] };
  const [first = ""] = body(report).split("<details>");
  expect(first).toMatchInlineSnapshot(`
    "<!-- berth:task_e_0123456789abcdef0123456789abcdef part=1 -->
    \`npm run format\` changed nothing.

    The end of its output:

    (204 earlier lines left out)

    \`\`\`
    > app@1.0.0 format
    > prettier --write .
    src/start.ts 12ms
    \`\`\`

    "
  `);
});

it("calls a fault of ours ours, and keeps our output to itself", () => {
  const failure = { ...SETUP_FAILED.failure, command: null, exitCode: null, phase: null };
  const output = { first: ["oops"], leftOut: 0, last: [] };
  const report: TaskReport = {
    ...CHANGED,
    outcome: "broken",
    failure: { ...failure, what: "The engine went away.", mend: "Ask again.", output },
    outputs: [],
    phases: [],
    diff: null,
  };
  expect(body(report)).toMatchInlineSnapshot(`
    "<!-- berth:task_e_0123456789abcdef0123456789abcdef part=1 -->
    \`npm run format\` was not finished, and that is our fault, not yours. Nothing was lost: the repository is as it was. Please tell the operator of this server about \`task_e_0123456789abcdef0123456789abcdef\`.

    The engine went away.

    **What to do:** Ask again.

    <sub>commit 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b · asked by \`octocat\` · task \`task_e_0123456789abcdef0123456789abcdef\` · \`@codex help\` says what else I can do</sub>"
  `);
});

describe("the first line says in words what happened", () => {
  const failure = SETUP_FAILED.failure;
  const verify = failure && { ...failure, phase: "verify" as const, command: "npm test" };
  const two = diffOf(patchOf("a", ["1", "2"]) + patchOf("b", []));

  test.each<[Partial<TaskReport>, string]>([
    [{ diff: two }, "`npm run format` changed 2 files (+2 −2)."],
    [{ prompt: "npm run format" }, "`npm run format` changed 1 file (+1 −1)."],
    [{ prompt: "npm ci\n\nnpm test" }, "`npm ci ↵ npm test` changed 1 file (+1 −1)."],
    [
      { diff: diffOf("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n") },
      "`npm run format` changed 1 file.",
    ],
    [{ outcome: "unchanged", diff: null }, "`npm run format` changed nothing."],
    [
      { outcome: "setup-failed", diff: null, failure },
      "`npm run format` was not run, since the environment is not ready.",
    ],
    [{ outcome: "agent-failed", diff: null, failure }, "`npm run format` failed."],
    [
      { outcome: "agent-failed", failure },
      "`npm run format` failed. By then it had changed 1 file (+1 −1).",
    ],
    [
      { outcome: "verify-failed", failure: verify },
      "`npm run format` changed 1 file (+1 −1), but a check failed.",
    ],
    [{ outcome: "timed-out", diff: null }, "`npm run format` took too long and was stopped."],
    [
      { outcome: "timed-out", diff: null, failure },
      "`npm run format` was not run, since the environment was not ready in time.",
    ],
    [
      { outcome: "timed-out", failure: verify },
      "`npm run format` changed 1 file (+1 −1), but a check took too long.",
    ],
    [{ outcome: "cancelled", diff: null }, "`npm run format` was cancelled."],
    [{ outcome: "refused", diff: null }, "`npm run format` was not run."],
  ])("%#", (part, sentence) => {
    expect(firstLine({ ...CHANGED, ...part })).toBe(sentence);
  });
});

it("says how many changes are suggested", () => {
  const review = renderReview(CHANGED, { ...context, suggestions: { placed: 1, leftOut: 2 } });
  expect(review.body).toContain(
    "1 change can be committed from the suggestions below. 2 more changes can only be seen in the diff.",
  );
});

test.each([
  ["moved", "The pull request has moved on from this commit"],
  [{ placed: 0, leftOut: 2 }, "GitHub takes suggestions only on lines that the pull request shows"],
] as const)("says why nothing is suggested: %j", (suggestions, sentence) => {
  expect(renderReview(CHANGED, { ...context, suggestions }).body).toContain(sentence);
});

it("has the same further comments with suggestions and without", () => {
  const lines = Array.from({ length: 9_000 }, (_, index) => `const value${index} = ${index};`);
  const report = { ...CHANGED, diff: diffOf(patchOf("a", lines)) };
  const suggestions = { placed: 30, leftOut: 1_000_000 };
  expect(renderReview(report, { ...context, suggestions }).furtherComments).toEqual(
    renderReview(report, context).furtherComments,
  );
});

it("lists notices before the work log", () => {
  const notices = ["The key `review.apply` has no effect.", "@octocat"];
  const text = body({ ...CHANGED, notices });
  expect(text).toContain(
    "**Please note:**\n\n- The key `review.apply` has no effect.\n- `@octocat`\n\n<details>",
  );
});

it("cuts the work log at its oldest lines, and says so", () => {
  const lastLines = Array.from({ length: 4_000 }, (_, index) => `line ${index} of much output`);
  const [first, last] = CHANGED.outputs;
  const outputs = [first, last].flatMap((output) => (output ? [{ ...output, lastLines }] : []));
  const text = body({ ...CHANGED, outputs });
  expect(text).toContain("line 3999 of much output");
  expect(text).toMatch(/\*\*agent\*\*\n\n.*\n\n\([\d,]+ earlier lines left out\)/);
  expect(text).toContain("after 1 m 01 s\n\n(4,000 lines of output left out)\n\n**agent**");
});
