import { describe, expect, it, test } from "vitest";
import type { Command, CommandProblem } from "../command/command.ts";
import { findMention } from "../command/mention.ts";
import { parseCommand } from "../command/parse-command.ts";
import { liveText, nodesOf } from "./markdown.fixture.ts";
import {
  addressed,
  baseMissing,
  commandProblem,
  commitMoved,
  emptyRepository,
  forkHeadUnknown,
  help,
  noAgentForText,
  notAllowed,
  notInPullRequest,
  notOnBranch,
  pullRequestMissing,
  requestGivenUp,
  resultNotShown,
} from "./replies.ts";
import { byteLength } from "./text-size.ts";

const handle = "codex";
const askedAt = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
const head = "9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c";
const run: Command = { kind: "run", command: "npm test", leftOut: false, commit: null };

it("answers somebody without write access in one line", () => {
  expect(notAllowed("octocat")).toMatchInlineSnapshot(
    `"Sorry \`octocat\`, only people with write access to this repository can ask me."`,
  );
});

it("says how to ask again for a commit that moved", () => {
  expect(commitMoved({ handle, command: run, askedAt, head })).toMatchInlineSnapshot(`
    "The pull request moved from 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b to 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c since you asked, so I ran nothing. To run it on the new commit, look at it and ask again:

    \`\`\`
    @codex --commit 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c run npm test
    \`\`\`"
  `);
});

it("says how to ask again on a fork whose head it was not told", () => {
  expect(forkHeadUnknown({ handle, command: run, head })).toMatchInlineSnapshot(`
    "This pull request comes from a fork, and I do not know which commit you saw when you asked, so I ran nothing. The head is 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c now. If that is the one, ask again:

    \`\`\`
    @codex --commit 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c run npm test
    \`\`\`"
  `);
});

it("says why a commit that was named is not taken", () => {
  expect(notInPullRequest("1a2b3c4")).toMatchInlineSnapshot(
    `"This pull request has no commit \`1a2b3c4\`, or several that begin like it, so I ran nothing. Please name one of its commits, by more digits."`,
  );
  expect(notOnBranch("1a2b3c4", "main")).toMatchInlineSnapshot(
    `"The branch \`main\` does not hold the commit \`1a2b3c4\`, so I ran nothing. On an issue, I take commits of that branch, by all 40 digits."`,
  );
});

it("says that a request was given up", () => {
  expect(requestGivenUp()).toMatchInlineSnapshot(
    `"I could not start on this, and that is our fault, not yours. Nothing was run. Please ask again later, or tell the operator of this server."`,
  );
});

it("says that a result could not be posted", () => {
  expect(resultNotShown(`task_e_${"1".repeat(32)}`)).toMatchInlineSnapshot(
    `"I could not post the whole result of the task \`task_e_11111111111111111111111111111111\`. It is kept on this server: please tell its operator."`,
  );
});

it("says whom it answers where it does not stand below the question", () => {
  const body = pullRequestMissing();
  expect(addressed({ login: "ada", source: "issue-comment" }, body)).toBe(body);
  expect(addressed({ login: "ada", source: "review-comment" }, body)).toBe(
    `To \`ada\`, who asked on a line of the diff:\n\n${body}`,
  );
  expect(addressed({ login: "ada", source: "review" }, body)).toBe(
    `To \`ada\`, who asked in a review:\n\n${body}`,
  );
});

it("says what is not there to run on", () => {
  expect(baseMissing("release/1")).toMatchInlineSnapshot(
    `"The branch \`release/1\`, which this pull request is for, does not exist any more, so I ran nothing."`,
  );
  expect(pullRequestMissing()).toMatchInlineSnapshot(
    `"I cannot see this pull request any more, so I ran nothing."`,
  );
  expect(emptyRepository()).toMatchInlineSnapshot(
    `"This repository has no commit yet, so there is nothing to run a command on."`,
  );
});

it("lets a script be asked again as a script", () => {
  const command: Command = {
    kind: "run",
    command: "npm ci\nnpm test",
    leftOut: false,
    commit: null,
  };
  expect(commitMoved({ handle, command, askedAt, head })).toMatchInlineSnapshot(`
    "The pull request moved from 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b to 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c since you asked, so I ran nothing. To run it on the new commit, look at it and ask again:

    \`\`\`\`
    @codex --commit 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c run
    \`\`\`
    npm ci
    npm test
    \`\`\`
    \`\`\`\`"
  `);
});

it("says what it can do", () => {
  expect(help(handle)).toMatchInlineSnapshot(`
    "What I can do here:

    - \`@codex run [--commit SHA] COMMAND\`: Run a command in this repository's environment and show what it changes.
    - \`@codex help\`: Show this list.

    For a script of several lines, write \`@codex run\` and put a fenced code block below it."
  `);
});

it("says that free text needs an agent", () => {
  expect(noAgentForText(handle)).toMatchInlineSnapshot(
    `"I cannot work on free text yet, only run a command: \`@codex run COMMAND\`, such as \`@codex run npm test\`."`,
  );
});

describe("a command that was not understood", () => {
  function reply(text: string): string {
    const parsed = parseCommand(text);
    return parsed.ok ? "" : commandProblem(parsed.failure, handle);
  }

  it("is answered with what was meant", () => {
    expect(reply(" rnu")).toMatchInlineSnapshot(
      `"I do not know \`rnu\`. Did you mean \`run\`? \`@codex help\` lists what I can do."`,
    );
    expect(reply(" run --comit 1a2b3c4 x")).toMatchInlineSnapshot(
      `"I do not know the option \`--comit\`. Did you mean \`--commit\`? \`@codex help\` lists what I can do."`,
    );
  });

  it("is answered with what is wrong in an option", () => {
    expect(reply(" --fast run x")).toMatchInlineSnapshot(
      `"I do not know the option \`--fast\`. \`@codex help\` lists what I can do."`,
    );
    expect(reply(" --commit")).toMatchInlineSnapshot(
      `"The option \`--commit\` needs a value: \`--commit SHA\`. \`@codex help\` lists what I can do."`,
    );
    expect(reply(" --commit main run x")).toMatchInlineSnapshot(
      `"The option \`--commit\` takes a commit, as 7 to 40 hexadecimal digits, not \`main\`. \`@codex help\` lists what I can do."`,
    );
    expect(reply(" --commit 1a2b3c4 run --commit 1a2b3c5 x")).toMatchInlineSnapshot(
      `"The option \`--commit\` is given twice; once is enough. \`@codex help\` lists what I can do."`,
    );
  });

  it("is answered with what is missing", () => {
    expect(reply(" --commit 1a2b3c4")).toMatchInlineSnapshot(
      `"That names an option, but nothing to do. \`@codex help\` lists what I can do."`,
    );
    expect(reply(" run")).toMatchInlineSnapshot(
      `"There is no \`COMMAND\` behind \`run\`: write it on the same line, as in \`@codex run npm test\`, or in a fenced code block below. \`@codex help\` lists what I can do."`,
    );
  });

  it("is answered with the character that cannot be seen", () => {
    expect(reply(" run git checkout main\u{3000};x")).toMatchInlineSnapshot(
      `"The command holds a character that cannot be seen (\`U+3000\`), which could hide what it does, so I ran nothing. Please type it again without that. \`@codex help\` lists what I can do."`,
    );
  });
});

const HOSTILE = "`@octocat` </details> ![x](https://evil.example) ```\n#12 \u{202e}";

test.each<[string, string]>([
  ["notAllowed", notAllowed(HOSTILE)],
  [
    "commitMoved",
    commitMoved({ handle, command: { ...run, command: HOSTILE }, askedAt: HOSTILE, head: "x" }),
  ],
  [
    "forkHeadUnknown",
    forkHeadUnknown({
      handle,
      command: { kind: "prompt", text: HOSTILE.repeat(2_000), commit: null },
      head: HOSTILE,
    }),
  ],
  ["notInPullRequest", notInPullRequest(HOSTILE)],
  ["addressed", addressed({ login: HOSTILE, source: "review" }, pullRequestMissing())],
  ["notOnBranch", notOnBranch(HOSTILE, HOSTILE)],
  ["baseMissing", baseMissing(HOSTILE)],
  ...(
    [
      { kind: "unknown-command", word: HOSTILE, nearest: "run" },
      { kind: "unknown-option", option: HOSTILE, nearest: null },
      { kind: "invalid-value", option: "--commit", found: HOSTILE, expected: "a commit" },
    ] satisfies CommandProblem[]
  ).map((problem): [string, string] => [problem.kind, commandProblem(problem, handle)]),
])("%s keeps hostile text harmless and short", (_, reply) => {
  const nodes = nodesOf(reply);
  const allowed = new Set(["root", "paragraph", "text", "inlineCode", "code"]);
  expect(nodes.map(({ type }) => type).filter((type) => !allowed.has(type))).toEqual([]);
  expect(liveText(nodes)).toEqual([]);
  expect(byteLength(reply)).toBeLessThan(60_000);
});

test.each([
  notAllowed("octocat"),
  commitMoved({ handle, command: run, askedAt, head }),
  help(handle),
  noAgentForText(handle),
])("a reply never asks the app itself for anything", (reply) => {
  expect(findMention(reply, handle)).toBeNull();
});
