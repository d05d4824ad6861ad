import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Command, CommandProblem } from "./command.ts";
import { usage } from "./grammar.ts";
import { findMention } from "./mention.ts";
import { parseCommand } from "./parse-command.ts";

function command(text: string): Command | null {
  const parsed = parseCommand(text);
  return parsed.ok ? parsed.value : null;
}

function problem(text: string): CommandProblem | null {
  const parsed = parseCommand(text);
  return parsed.ok ? null : parsed.failure;
}

function run(line: string, commit: string | null = null): Command {
  return { kind: "run", command: line, leftOut: false, commit };
}

describe("run", () => {
  test.each([
    ["the rest of the line", " run npm test", "npm test"],
    ["exact characters", ` run npm run format -- --x "a  b"`, `npm run format -- --x "a  b"`],
    ["nothing of the next line", " run npm test\n\nThanks!", "npm test"],
    ["a code span without its backticks", " run `npm test`", "npm test"],
    ["a long code span", " run `` echo `date` ``", "echo `date`"],
    ["backticks that are part of the command", " run `a` && `b`", "`a` && `b`"],
    ["a lone backtick", " run `", "`"],
    ["options of the command itself", " run npm test -- --commit x", "npm test -- --commit x"],
    ["a command word in capitals", " Run npm test", "npm test"],
    ["a handle in bold", "** run npm test", "npm test"],
    ["a handle with a comma", ", run npm test", "npm test"],
    ["a handle on a line of its own", "\n\nrun npm test", "npm test"],
    ["Windows line ends", " run npm test\r\n\r\nThanks!\r\n", "npm test"],
    ["a fenced block", " run\n```sh\nnpm ci\nnpm test\n```\nThanks!", "npm ci\nnpm test"],
    ["a fenced block behind a blank line", " run\r\n\r\n~~~\r\na\r\nb\r\n~~~", "a\nb"],
    ["a block with a shorter fence in it", " run\n````\n```\nx\n````", "```\nx"],
    ["an indented block", " run\n   ```\n   if a\n     b\n   ```", "if a\n  b"],
    ["a block that is never closed", " run\n```\na\nb", "a\nb"],
    ["emoji", " run echo ✔️ 👩‍💻", "echo ✔️ 👩‍💻"],
  ])("takes %s", (_, text, expected) => {
    expect(command(text)).toEqual(run(expected));
  });

  test.each([
    ["a line right below", " run npm ci\nnpm test", true],
    ["a block below", " run npm ci\n\nand then\n```\nnpm test\n```", true],
    ["words behind a blank line", " run npm ci\n\nThanks!", false],
    ["words behind a block", " run\n```\nnpm ci\n```\nThanks!", false],
  ])("tells whether more was meant: %s", (_, text, leftOut) => {
    expect(command(text)).toEqual({ ...run("npm ci"), leftOut });
  });

  test.each([
    ["before the word", " --commit 1a2b3c4 run npm test"],
    ["behind the word", " run --commit 1a2b3c4 npm test"],
    ["with an equals sign", " run --commit=1a2b3c4 npm test"],
    ["in capitals", " run --commit 1A2B3C4 npm test"],
    ["before a block", " run --commit 1a2b3c4\n```\nnpm test\n```"],
  ])("takes a commit %s", (_, text) => {
    expect(command(text)).toEqual(run("npm test", "1a2b3c4"));
  });

  test.each(["", "\nnpm test", " ``", "\n```\n\n```", " --commit 1a2b3c4"])(
    "without a command is a problem: %j",
    (text) => {
      expect(problem(` run${text}`)).toEqual(
        text === " ``" ? null : { kind: "missing-argument", command: "run", argument: "COMMAND" },
      );
    },
  );
});

describe("help", () => {
  test.each(["", "   ", "\n", ".", " :tada", " 👍", " help", "\nhelp\n\nplease", " Help"])(
    "is what %j asks for",
    (text) => {
      expect(command(text)?.kind).toBe(text === " :tada" ? "prompt" : "help");
    },
  );
});

describe("anything else is a prompt", () => {
  test.each([
    [" fix the failing test\n\nPlease.\n", "fix the failing test\n\nPlease."],
    [" help me with this", "help me with this"],
    [" rnu npm test", "rnu npm test"],
    [" runs fine here", "runs fine here"],
    [" -- thanks", "-- thanks"],
    [" why?", "why?"],
    ["\n- one\n- two", "- one\n- two"],
  ])("%j", (text, expected) => {
    expect(command(text)).toEqual({ kind: "prompt", text: expected, commit: null });
  });

  it("and may name a commit too", () => {
    expect(command(" --commit 1a2b3c4 fix it")).toEqual({
      kind: "prompt",
      text: "fix it",
      commit: "1a2b3c4",
    });
  });
});

describe("a problem", () => {
  const commit = "--commit";
  test.each<[string, string, CommandProblem]>([
    ["a slip", " rnu", { kind: "unknown-command", word: "rnu", nearest: "run" }],
    ["a slip in capitals", " HLEP", { kind: "unknown-command", word: "HLEP", nearest: "help" }],
    ["an option alone", " --commit 1a2b3c4", { kind: "missing-command" }],
    [
      "an option without value",
      " --commit",
      { kind: "missing-value", option: commit, value: "SHA" },
    ],
    [
      "an option before another",
      " run --commit --commit 1a2b3c4 x",
      { kind: "missing-value", option: commit, value: "SHA" },
    ],
    [
      "an option with an empty value",
      " --commit= run x",
      { kind: "missing-value", option: commit, value: "SHA" },
    ],
    [
      "a branch instead of a commit",
      " --commit main run x",
      {
        kind: "invalid-value",
        option: commit,
        found: "main",
        expected: "a commit, as 7 to 40 hexadecimal digits",
      },
    ],
    [
      "the same option on both sides",
      " --commit 1a2b3c4 run --commit 1a2b3c5 x",
      { kind: "repeated-option", option: commit },
    ],
    [
      "a misspelt option",
      " run --comit 1a2b3c4 x",
      { kind: "unknown-option", option: "--comit", nearest: commit },
    ],
    [
      "an unknown option",
      " --fast run x",
      { kind: "unknown-option", option: "--fast", nearest: null },
    ],
  ])("is %s", (_, text, expected) => {
    expect(problem(text)).toEqual(expected);
  });
});

describe("an invisible character in a command is a problem", () => {
  test.each([
    ["an ideographic space", " run git checkout main\u{3000}; curl x", "U+3000"],
    ["a bidirectional override", " run echo \u{202e}x", "U+202E"],
    ["a zero-width space", " run np\u{200b}m test", "U+200B"],
    ["a no-break space", " run\u{a0}npm test", "U+00A0"],
    ["a tag character", " run x \u{e0041}", "U+E0041"],
    ["a control character", " run x \u{1b}[2J", "U+001B"],
    ["half a surrogate pair", " run x \u{d800}", "U+D800"],
    ["one in an option", " --commit\u{3000}1a2b3c4 run x", "U+3000"],
    ["one before the command word", "\u{3000}run x", "U+3000"],
    ["one in a block", " run\n```\na\u{2028}b\n```", "U+2028"],
    ["a joiner outside of an emoji", " run a\u{200d}b", "U+200D"],
  ])("%s", (_, text, character) => {
    expect(problem(text)).toEqual({ kind: "invisible-character", character });
  });
});

it("takes a command of up to as many bytes as one argument of a program may have", () => {
  const most = "é".repeat(60_000);
  expect(parseCommand(` run ${most}`)).toMatchObject({ ok: true });
  expect(problem(` run ${most}é`)).toEqual({ kind: "too-long", bytes: 120_002, most: 120_000 });
});

it("lists every command for the help, from the grammar", () => {
  expect(usage("codex").map(({ typed }) => typed)).toEqual([
    "@codex run [--commit SHA] COMMAND",
    "@codex help",
  ]);
});

it("never throws, and gives back a command that holds nothing invisible", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.constantFrom(" run ", "--commit ", "1a2b3c4", "help", "\n", "```", "`", "@codex", "\r\n"),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const parsed = command(pieces.join(""));
      const line = parsed?.kind === "run" ? parsed.command : "";
      expect(line).not.toMatch(/[\p{Cf}--\u{200d}]|\r/v);
    }),
  );
});

it("gives back exactly the command that was typed", () => {
  const typed = fc.stringMatching(/^[a-z][!-_a-~ ]{0,40}$/).filter((line) => !line.endsWith(" "));
  fc.assert(
    fc.property(typed, fc.boolean(), (line, fenced) => {
      const comment = fenced ? `@codex run\n~~~~\n${line}\n~~~~` : `@codex run ${line}`;
      expect(command(findMention(comment, "codex")?.text ?? "")).toEqual(run(line));
    }),
  );
});
